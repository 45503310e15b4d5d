// SPDX-License-Identifier: GPL-3.0-or-later
// cbom.js MODULES FILE: holds a CBOM to the JSON Schema that CycloneDX publishes, with the schemas
// that it refers to.  One line for each disagreement.
const fs = require('fs');
const [modules, file] = process.argv.slice(2);
const Ajv = require(`${modules}/ajv`);
const ajv = new Ajv({strict: false, allErrors: true});
require(`${modules}/ajv-formats`)(ajv);
// RFC 3987 2.2, as far as a misplaced character shows it; no field of ours is an e-mail address.
ajv.addFormat('iri-reference', /^[^\s<>"{}|\\^`\u0000-\u0020]*$/);
ajv.addFormat('idn-email', true);

const schema = (name) => JSON.parse(fs.readFileSync(
    `${modules}/@cyclonedx/cyclonedx-library/res/schema/${name}.SNAPSHOT.schema.json`));
for (const name of ['spdx', 'jsf-0.82'])
    ajv.addSchema(schema(name), `http://cyclonedx.org/schema/${name}.SNAPSHOT.schema.json`);
const fits = ajv.compile(schema('bom-1.6'));
if (!fits(JSON.parse(fs.readFileSync(file)))) {
    for (const e of fits.errors)
        console.log(`${e.instancePath}: ${e.message}`);
    process.exit(1);
}
