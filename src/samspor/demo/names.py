"""Names, workplaces and sentences of invented people. Any likeness with living persons comes from the dice."""

GIVEN = (
    "Agnete Albert Alma Amir Anders Anja Anton Arne Asta Astrid August Aya Benedikte Benjamin Bent Birgit Bjarke Brian "
    "Camilla Carsten Casper Cecilie Charlotte Christoffer Clara Daniel David Dina Ditte Ebbe Edith Elias Ella Ellen "
    "Emil Emma Erik Esben Esther Farah Filip Finn Flemming Frederik Frida Gerda Gorm Grethe Gustav Hanne Hans Hassan "
    "Helle Henning Holger Iben Inger Ingrid Isabella Ivan Jakob Jan Janus Jeppe Jesper Johan Johanne Jonas Josefine "
    "Julie Kaj Karen Karla Kasper Katrine Kim Kjeld Klaus Knud Lajla Lasse Laura Lea Leif Lene Liam Line Lisbeth Liv "
    "Lone Louise Lucas Mads Magnus Maja Malene Malthe Marie Martin Mathilde Mette Mia Mikkel Mille Mohamed Mona Morten "
    "Nadia Nanna Nikolaj Nina Noah Ole Oliver Olivia Oskar Palle Pernille Peter Pia Poul Preben Rasmus Regitze Rikke "
    "Rune Sally Sara Sebastian Signe Silas Sofie Sonja Steen Stine Storm Susanne Svend Sylvester Søren Tanja Thea "
    "Thomas Thorbjørn Tilde Tina Tobias Tove Troels Ulla Ulrik Valdemar Vera Vibeke Victor Vigga William Yasmin Zara "
    "Ægir Øjvind Åse"
).split()

FAMILY = (
    "Aagaard Abildgaard Agerskov Ahle Anker Asmild Astrup Baun Bang Birkelund Bisgaard Bjerg Bloch Boelskov Borg Bøgh "
    "Brandstrup Bredal Brix Broløs Bruun Brønnum Dahlgaard Dalsager Degn Drejer Dyrby Ebbesen Egeskov Ellemose Enevold "
    "Fabricius Fjeldsø Flindt Foged Fogh Frandsen Fuglsang Gade Gammelgaard Glud Graversen Grønkjær Haagen Hald Hammer "
    "Harbo Hedegaard Hjorth Hvam Højlund Høst Ibsgaard Iversen Juhl Junker Kaae Kamp Kirkegaard Kjær Klit Kofoed Kold "
    "Korsager Krag Kragh Kvist Ladegaard Lang Laursen Leth Lindholm Ljungdal Lyng Løgstrup Maigaard Mejlby Mikkelborg "
    "Mortensen Munk Mølgaard Nørby Nymark Odgaard Overby Ovesen Pihl Ploug Præstholm Qvist Ravn Riber Rosendal Rønn "
    "Sandager Schou Sejersen Skovgaard Skytte Sloth Smed Stage Steensgaard Storgaard Søe Sølvsten Thyssen Toft Trane "
    "Tranholm Tved Uhrskov Ulstrup Vad Vest Viborg Vinther Vognsen Wadsholt Winge Worm Ærtebjerg Ølgaard Østergaard Åbo"
).split()

EMPLOYERS = (
    ("Gartneri Solhøj", "gartnermedhjælper"), ("Bageriet Kornblomsten", "bagerassistent"),
    ("Cykelværkstedet Kæden", "cykelmekaniker"), ("Genbrugsbutikken Anden Gang", "butiksassistent"),
    ("Kantinen Rundbordet", "køkkenmedhjælper"), ("Lageret på Havnegade", "lagermedarbejder"),
    ("Plejehjemmet Åkanden", "servicemedarbejder"), ("Dyreklinikken Poten", "klinikassistent"),
    ("Byens Bogcafé", "tjener"), ("Møllegårdens Børnehus", "pædagogmedhjælper"), ("Trykkeriet Typen", "grafiker"),
    ("Vognmandsfirmaet Sporet", "chauffør"), ("Kontorhuset Alrum", "kontorassistent"), ("Hotel Fjordlys", "receptionist"),
    ("Tømrerfirmaet Spær & Søn", "tømrer"), ("Supermarkedet Kurven", "salgsassistent"), ("Biblioteket", "bibliotekshjælper"),
    ("Rengøring Nord", "rengøringsassistent"), ("Webbureauet Pixel", "it-supporter"), ("Vuggestuen Mariehønen", "medhjælper"),
    ("Fiskehuset Skagerak", "fabriksmedarbejder"), ("Autoværkstedet Krumtappen", "mekaniker"),
    ("Regnskabskontoret Balance", "bogholder"), ("Museet ved Åen", "museumsvært"), ("Bioteket Lyset", "operatør"),
)  # fmt: skip

SCHOOLS = (
    ("VUC", "enkeltfag på hf"), ("Erhvervsskolen", "grundforløb 1"), ("Professionshøjskolen", "pædagog"),
    ("SOSU-skolen", "social- og sundhedshjælper"), ("Universitetet", "bachelor"), ("Erhvervsakademiet", "datamatiker"),
    ("Gymnasiet", "hf"), ("Teknisk skole", "ernæringsassistent"),
)  # fmt: skip

WISHES = (
    "Noget med planter, gerne om formiddagen", "Vil gerne tilbage til et værksted", "Kontor eller lager, få timer at begynde med",
    "En uddannelse som pædagog, et fag ad gangen", "Arbejde med dyr", "Et job tæt på hjemmet, uden telefon",
    "Vil gerne arbejde i et køkken", "Butik, men ikke ved kassen", "Noget med it, gerne hjemmefra nogle dage",
    "Gøre hf færdig", "Et sted med få kolleger", "Kørsel, gerne tidligt om morgenen",
)  # fmt: skip

SAFE_CONTACTS = (
    "SMS, helst efter kl. 10", "Ring på mobilen, læg ingen besked", "SMS. Bor hos søster", "Brev må ikke sendes hjem. SMS",
    "Digital Post og SMS", "Ring om eftermiddagen",
)  # fmt: skip

CONTACT_NOTES = (
    "Talte om ugen, der gik, og om næste skridt.", "Skrev to ansøgninger sammen.", "Gik forbi tre butikker og talte med lederne.",
    "Aftalte at ringe til arbejdspladsen på torsdag.", "Talte om mødetider og pauser på jobbet.",
    "Karriereprofilen udfyldt sammen: ønsker og hvad der hjælper.", "Gennemgik kontrakt og ydelse.", "",
    "Kort opfølgning: det går godt på jobbet.", "Øvede samtalen, som er på mandag.",
)  # fmt: skip

CLINICAL_NOTES = (
    ("coping", "En fast pause midt på formiddagen hjælper."), ("attendance", "Kommer hver anden uge som aftalt."),
    ("strengths", "God til at holde overblik, når rammen er klar."), ("medicine", "Træt om morgenen den første tid efter ændring."),
    ("warning_signs", "Sover mindre og trækker sig, når det bliver for meget."),
)  # fmt: skip

BENEFITS = (
    "kontanthjælp",
    "sygedagpenge",
    "ressourceforløbsydelse",
    "uddannelseshjælp",
    "ledighedsydelse",
    "dagpenge",
)
