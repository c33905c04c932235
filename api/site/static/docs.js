// Draws the endpoint's documentation; a file of its own because the page allows no inline script.
"use strict";

SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#docs",
  deepLinking: true,
  validatorUrl: null, // the default asks a host outside
});
