// validate.mjs FOLDER FILE...: what Microsoft's Open XML SDK, installed in FOLDER, says of each .docx, as one JSON object.
// Changes nothing. One process for all files: starting the SDK takes longer than asking it.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [folder, ...files] = process.argv.slice(2);
const module = pathToFileURL(`${folder}/node_modules/@ooxml-tools/validate/dist/npm/index.js`);
const { default: validate } = await import(module.href);
const found = {};
for (const file of files) {
  const results = [];
  for (const version of ["Microsoft365", "Office2010"]) {
    for (const result of await validate(new Uint8Array(readFileSync(file)), "docx", version)) {
      results.push(`${version} ${result.path.partUri} ${result.path.xpath}: ${result.description}`);
    }
  }
  found[file] = results;
}
process.stdout.write(JSON.stringify(found), () => process.exit(0)); // the SDK's runtime would keep the process alive
