// SPDX-License-Identifier: Apache-2.0
// Writes the API's types, src/api/schema.ts or the file that is named, from openapi.json at standard input:
// `leidactl openapi | npm run types`.
import { writeFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import openapi, { astToString } from "openapi-typescript";

const types = astToString(await openapi(await text(process.stdin)));
const file = process.argv[2] ?? new URL("src/api/schema.ts", import.meta.url);
writeFileSync(file, `// SPDX-License-Identifier: Apache-2.0\n// Written by types.mjs from openapi.json.\n${types}`);
