// The doors of the house: who may import whom. test/doors.test.ts proves that every rule can fail.
// Rooms are folders; npm packages match resolved (in node_modules) and, not installed, by their bare name.

const ROOMS = '^(server|embed|demo|test|bench|scripts)/';

/** @param {string} names alternatives, as a regular expression */
const npm = (names) => `(^|/)node_modules/(${names})/|^(${names})(/|$)`;

const AGENTS_SDK = '@openai/agents[^/]*|openai';
const FROM_NPM = ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg', 'npm-unknown', 'unknown'];

/**
 * @param {string} name
 * @param {string} comment
 * @param {object} from
 * @param {object} to
 */
const door = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

module.exports = {
  forbidden: [
    door(
      'chatkit-knows-nobody',
      'The ChatKit SDK is useful on its own.',
      { path: '^server/chatkit/' },
      { path: ROOMS, pathNot: '^server/chatkit/' },
    ),
    door(
      'chatkit-npm',
      'Outside agents/ the SDK needs zod and the template library only (see jinja-in-one-file).',
      { path: '^server/chatkit/', pathNot: '^server/chatkit/agents/' },
      { dependencyTypes: FROM_NPM, pathNot: npm('zod|@huggingface/jinja') },
    ),
    door(
      'chatkit-agents-npm',
      'agents/ needs the Agents SDK and zod only.',
      { path: '^server/chatkit/agents/' },
      { dependencyTypes: FROM_NPM, pathNot: npm(`zod|${AGENTS_SDK}`) },
    ),
    door(
      'chatkit-by-its-doors',
      'Others enter by index.ts, agents/index.ts or testing/index.ts; the embed has a rule of its own.',
      { path: '^(server|demo|bench)/', pathNot: '^server/chatkit/' },
      { path: '^server/chatkit/', pathNot: '^server/chatkit/((agents|testing)/)?index\\.ts$' },
    ),
    door(
      'testing-is-for-tests',
      'Nothing that serves people stands on contracts or on stores that forget.',
      { path: '^(server|embed|demo)/', pathNot: '^server/chatkit/testing/' },
      { path: '^server/chatkit/testing/' },
    ),
    door(
      'testing-knows-the-core',
      'Whoever tests a store need not install the Agents SDK.',
      { path: '^server/chatkit/testing/' },
      { path: '^server/chatkit/agents/' },
    ),
    door(
      'testing-asserts-by-node',
      'Contracts work with every test runner: of Node they need its assertions only.',
      { path: '^server/chatkit/testing/' },
      { dependencyTypes: ['core'], pathNot: '^(node:)?assert(/strict)?$' },
    ),
    door(
      'embed-knows-the-protocol',
      'Of the server the browser knows the wire, and nothing else.',
      { path: '^embed/' },
      { path: ROOMS, pathNot: '^(embed|server/chatkit/protocol)/' },
    ),
    door(
      'embed-types-only',
      'The protocol is zod; a value import would ship it to every page.',
      { path: '^embed/' },
      { path: '^server/', dependencyTypesNot: ['type-only'] },
    ),
    door('embed-without-node', 'It runs in a browser.', { path: '^embed/' }, { dependencyTypes: ['core'] }),
    door(
      'tasks-know-chatkit',
      'The product is built on the SDK alone; storage and model are handed in.',
      { path: '^server/tasks/' },
      { path: ROOMS, pathNot: '^server/(tasks|chatkit)/' },
    ),
    door(
      'tasks-npm',
      'Tasks need zod; the assistant and its model the Agents SDK (see agents-sdk-in-its-places).',
      { path: '^server/tasks/' },
      { dependencyTypes: FROM_NPM, pathNot: npm(`zod|${AGENTS_SDK}`) },
    ),
    door(
      'features-are-strangers',
      'A feature is one file, known to features/index.ts alone.',
      { pathNot: '^server/tasks/features/index\\.ts$|^(test|bench)/' },
      { path: '^server/tasks/features/', pathNot: '^server/tasks/features/index\\.ts$' },
    ),
    door(
      'storage-implements',
      'Storage implements the interfaces of chatkit and tasks, and does not run the product.',
      { path: '^server/storage/' },
      { path: ROOMS, pathNot: '^server/(storage|chatkit|tasks)/' },
    ),
    door(
      'storage-leaves-the-product-alone',
      'Of tasks it needs the interfaces and the rules of a task.',
      { path: '^server/storage/' },
      { path: '^server/tasks/(features|widgets|model)/|^server/tasks/assistant\\.ts$' },
    ),
    door(
      'http-knows-chatkit-and-auth',
      'What needs the database is built in storage and passed in by main.ts.',
      { path: '^server/http/' },
      { path: ROOMS, pathNot: '^server/(http|chatkit|auth)/' },
    ),
    door(
      'auth-knows-nobody',
      'Tokens in, a principal out.',
      { path: '^server/auth/' },
      { path: ROOMS, pathNot: '^server/auth/' },
    ),
    door(
      'rooms-do-not-read-config',
      'A room takes options; main.ts turns settings into them.',
      { path: '^server/[^/]+/' },
      { path: '^server/config\\.ts$' },
    ),
    door('nobody-imports-main', 'It starts things.', {}, { path: '^(server|demo)/main\\.ts$' }),
    door(
      'nobody-imports-tests',
      'What is shipped does not need what tests it.',
      { path: '^(server|embed|demo)/' },
      { path: '^(test|bench|scripts)/' },
    ),
    door(
      'express-in-http',
      'One room speaks HTTP.',
      { path: '^(server|embed)/', pathNot: '^server/http/' },
      { path: npm('express|cors|helmet|prom-client|@types/(express|cors)') },
    ),
    door(
      'mongoose-in-storage-mongo',
      'One room speaks MongoDB.',
      { path: '^(server|embed|demo)/', pathNot: '^server/storage/mongo/' },
      { path: npm('mongoose|mongodb') },
    ),
    door(
      'limits-in-their-places',
      'What is counted is counted at the door or on the database.',
      { path: '^(server|embed|demo)/', pathNot: '^server/(storage|http)/' },
      { path: npm('rate-limiter-flexible') },
    ),
    door(
      'libsql-in-storage-sqlite',
      'One room speaks SQLite.',
      { path: '^(server|embed|demo)/', pathNot: '^server/storage/sqlite/' },
      { path: npm('libsql|@libsql/[^/]+') },
    ),
    door(
      'agents-sdk-in-its-places',
      'The SDK moves fast; few files follow it.',
      {
        path: '^(server|embed|demo)/',
        pathNot: '^server/chatkit/agents/|^server/tasks/model/|^server/tasks/assistant\\.ts$',
      },
      { path: npm(AGENTS_SDK) },
    ),
    door(
      'jinja-in-one-file',
      'That file knows the shape of its syntax tree.',
      { path: '^(server|embed|demo)/', pathNot: '^server/chatkit/widgets/jinja\\.ts$' },
      { path: npm('@huggingface/jinja') },
    ),
    door('no-circular', 'Forward only; nobody on the way reaches back.', {}, { circular: true }),
    door(
      'no-orphan',
      'A module that nobody imports, and that imports nobody, is forgotten.',
      { orphan: true, pathNot: '^(server|demo)/main\\.ts$|^embed/index\\.ts$|^demo/public/' },
      {},
    ),
    door(
      'no-dev-dependency',
      'What runs on a server must be installed there.',
      { path: '^(server|demo)/' },
      { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    ),
    door('no-unresolvable', 'The import leads nowhere.', {}, { couldNotResolve: true }),
  ],
  options: {
    // Type imports are dependencies too: a door is a door.
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['types', 'import', 'node', 'default'] },
  },
};
