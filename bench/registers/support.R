# When do persons have their first week of education support (651), and how many such weeks in all?
# Rscript support.R wide.csv answer.csv
library(data.table)
files <- commandArgs(trailingOnly = TRUE)
columns <- grep("^(person|y_)", names(fread(files[1], nrows = 0)), value = TRUE)
wide <- fread(files[1], select = columns)
long <- melt(wide, id.vars = "person", variable.name = "week", value.name = "code", na.rm = TRUE)
persons <- long[code == 651, .(week = min(as.integer(week)) - 1L, weeks = .N), by = person]
fwrite(persons[, .(persons = .N, weeks = sum(weeks)), by = week], files[2])
