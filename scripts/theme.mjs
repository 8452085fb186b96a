// Builds build/theme: the style sheet from theme/, and every file that it names, with the licences of dkfds and its font.
// Quiet; does nothing when nothing changed.

import {
  cpSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as sass from "sass";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dkfds = join(root, "node_modules/dkfds");
const finished = join(root, "build/theme");
const target = `${finished}.${process.pid}`; // changes place with the finished one when all of it is there
const sheet = join(finished, "samspor.css");

const inputs = [
  ...readdirSync(join(root, "theme"), { recursive: true }).map((name) => join(root, "theme", name)),
  join(dkfds, "package.json"),
  fileURLToPath(import.meta.url),
];
const newest = Math.max(...inputs.map((file) => statSync(file).mtimeMs));
if (existsSync(sheet) && statSync(sheet).mtimeMs > newest && !process.argv.includes("--force")) process.exit(0);

function copy(from, to) {
  mkdirSync(dirname(join(target, to)), { recursive: true });
  cpSync(from, join(target, to));
}

/** Where a file named in the style sheet comes from. */
function source(name) {
  if (name.startsWith("fonts/")) return join(dkfds, "src/fonts/IBMPlexSans", name.slice("fonts/".length));
  return join(dkfds, "src", name);
}

const { css } = sass.compile(join(root, "theme/samspor.scss"), {
  style: "compressed",
  quietDeps: true,
  silenceDeprecations: ["if-function"],
  logger: sass.Logger.silent,
});

mkdirSync(target, { recursive: true });
const named = new Set([...css.matchAll(/url\(["']?([^"')]+)["']?\)/g)].map((match) => match[1]));
for (const name of named) if (!name.startsWith("data:")) copy(source(name), name);

copy(join(dkfds, "dist/img/all-svg-icons.svg"), "icons.svg");
copy(join(dkfds, "LICENSE.md"), "licences/dkfds.md");
copy(join(dkfds, "src/fonts/IBMPlexSans/complete/woff2/license.txt"), "licences/IBMPlexSans.txt");
const script = readFileSync(join(dkfds, "dist/js/dkfds.min.js"), "utf8");
writeFileSync(join(target, "dkfds.js"), script.replace(/\/\/# sourceMappingURL=.*$/m, ""));
writeFileSync(join(target, "samspor.css"), css);

if (existsSync(finished)) renameSync(finished, `${target}.old`);
renameSync(target, finished);
rmSync(`${target}.old`, { recursive: true, force: true });
