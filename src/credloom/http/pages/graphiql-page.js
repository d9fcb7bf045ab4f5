// Starts GraphiQL on this gateway. A query in the address (#query=… or ?query=…) is put into the editor.
"use strict";

const given = new URLSearchParams(location.hash.slice(1) || location.search);
ReactDOM.createRoot(document.getElementById("graphiql")).render(
  React.createElement(GraphiQL, {
    fetcher: GraphiQL.createFetcher({ url: `${location.origin}/graphql` }),
    query: given.get("query") || undefined,
    variables: given.get("variables") || undefined,
  }),
);
