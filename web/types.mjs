// SPDX-License-Identifier: Apache-2.0
// Writes src/api/schema.ts, the API's types, from openapi.json at standard input: `leidactl openapi | npm run types`.
import { writeFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import openapi, { astToString } from "openapi-typescript";

const types = astToString(await openapi(await text(process.stdin)));
writeFileSync(new URL("src/api/schema.ts", import.meta.url), `// SPDX-License-Identifier: Apache-2.0\n// Written by types.mjs from openapi.json.\n${types}`);
