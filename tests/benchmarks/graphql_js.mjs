// The world of plan_worlds.py behind graphql-js with DataLoaders. Each line read is a number of calls to make; each line
// written is the CPU time of one in microseconds, behind a first line with the answer. Packages are those of the folder
// in which this runs. The document is parsed and validated once, as a server that remembers documents does.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const require = createRequire(`${process.cwd()}/`);
const { GraphQLID, GraphQLInt, GraphQLList, GraphQLNonNull, GraphQLObjectType, GraphQLSchema, GraphQLString, execute,
  parse, validate } = require("graphql");
const DataLoader = require("dataloader");

const numbers = (count) => [...Array(count).keys()];
const providers = new Map(numbers(50).map((n) => [`p${n}`, { id: `p${n}`, name: `Provider ${n}`,
  url: `https://p${n}.example.org/` }]));
const competencies = new Map(numbers(500).map((n) => [`k${n}`, { id: `k${n}`,
  text: `Does the work of number ${n} safely and in time`, source: "registry", alignedId: `k${(n + 7) % 500}` }]));
const credentials = numbers(50).map((n) => ({ id: `c${n}`, name: `Certificate of number ${n}`, type: "Certificate",
  providerId: `p${n}`, competencyIds: numbers(10).map((at) => `k${5 * n + at}`) }));

const required = (type) => ({ type: new GraphQLNonNull(type) });
const listOf = (type) => new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(type)));
const first = { first: { type: new GraphQLNonNull(GraphQLInt), defaultValue: 20 } };
const Provider = new GraphQLObjectType({ name: "Provider", fields: {
  id: required(GraphQLID), name: required(GraphQLString), url: required(GraphQLString) } });
const Competency = new GraphQLObjectType({ name: "Competency", fields: () => ({
  id: required(GraphQLID), text: required(GraphQLString), source: required(GraphQLString),
  alignedTo: { type: new GraphQLNonNull(Competency), resolve: (one, _, context) => context.competencies.load(one.alignedId) },
}) });
const Credential = new GraphQLObjectType({ name: "Credential", fields: {
  id: required(GraphQLID), name: required(GraphQLString), type: required(GraphQLString),
  provider: { type: new GraphQLNonNull(Provider), resolve: (one, _, context) => context.providers.load(one.providerId) },
  competencies: { type: listOf(Competency), args: first,
    resolve: (one, given, context) => context.competencies.loadMany(one.competencyIds.slice(0, given.first)) },
} });
const Query = new GraphQLObjectType({ name: "Query", fields: {
  credentials: { type: listOf(Credential), args: first, resolve: (_, given) => credentials.slice(0, given.first) } } });

const schema = new GraphQLSchema({ query: Query });
const document = parse(process.argv[2]);
const problems = validate(schema, document);
if (problems.length) throw problems[0];

async function call() {
  const contextValue = { providers: new DataLoader(async (keys) => keys.map((key) => providers.get(key))),
    competencies: new DataLoader(async (keys) => keys.map((key) => competencies.get(key))) };
  return JSON.stringify(await execute({ schema, document, contextValue }));
}

console.log(await call());
for await (const line of createInterface({ input: process.stdin })) {
  const calls = Number(line);
  const before = process.cpuUsage();
  for (let done = 0; done < calls; done++) await call();
  const spent = process.cpuUsage(before);
  console.log((spent.user + spent.system) / calls);
}
