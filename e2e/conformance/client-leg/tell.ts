// What the suite starts as the client under test: hands the server's address to whoever drives the client, waits
// until the driving is over, and ends as it ended. `node tell.ts <driver> <server>`
const [driver = '', url] = process.argv.slice(2);
const {
  MCP_CONFORMANCE_SCENARIO: scenario,
  MCP_CONFORMANCE_PROTOCOL_VERSION: revision,
  MCP_CONFORMANCE_CONTEXT: context = '{}',
} = process.env;

const answer = await fetch(driver, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ url, scenario, revision, context: JSON.parse(context) as unknown }),
});
const said = await answer.text();
if (!answer.ok) {
  console.error(said);
  process.exitCode = 1;
}
