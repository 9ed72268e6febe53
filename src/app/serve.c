/* Serving, as far as it is no matter of a protocol: `serve` and `link`. What listens is a face: it goes on when `serve` has ended well. */
#include "app/operation.h"
#include "app/workspace.h"
#include "control/access.h"

#include <pwd.h>
#include <unistd.h>

/* ---- serve ------------------------------------------------------------------------------------------------------- */

static const char *const     log_formats[] = {"text", "json", NULL};
static const struct ri_param serve_params[] = {
    {"host", RI_PARAM_TEXT, 0, NULL, "127.0.0.1", NULL,
     "address to listen on; one that other machines reach needs TLS, or --insecure-network"},
    {"port", RI_PARAM_COUNT, 0, NULL, NULL, NULL,
     "port to listen on; when not given, 8787 or the next free one"},
    {"start", RI_PARAM_TEXT, RI_PARAM_LIST, NULL, NULL, NULL,
     "operations to start as jobs, e.g. \"demo play\""},
    {"tls-cert", RI_PARAM_PATH, 0, NULL, NULL, NULL,
     "certificate in PEM, those that lead to the root behind it; when not given, http.tls_cert"},
    {"tls-key", RI_PARAM_PATH, 0, NULL, NULL, NULL,
     "its key in PEM, not readable by everybody; when not given, http.tls_key"},
    {"insecure-network", RI_PARAM_FLAG, 0, NULL, NULL, NULL,
     "let other machines reach it unencrypted: behind a proxy that does TLS, or in a closed "
     "network"},
    {"log-format", RI_PARAM_ENUM, 0, NULL, NULL, log_formats,
     "how the log is written, and requests also go to the error stream; when not given, "
     "log.format"},
};

/* The warehouse is opened now, made if need be: who serves it holds it, and a second server says so at once. */
static ri_status serve_run(struct ri_call *call, struct ri_error *err)
{
    struct ri_warehouse *warehouse;
    char                 address[RI_ACCESS_ADDRESS_SIZE];
    const char          *directory = ri_workspace_directory(ri_call_workspace(call));
    const ri_status      status = ri_call_warehouse(call, &warehouse, err);
    if (status == RI_ELOCKED && ri_access_address(directory, address, NULL) == RI_OK)
        return ri_fail(err, RI_ELOCKED,
                       "'%s' is served already, at %s; 'retailinsight link' makes a link into it",
                       directory, address);
    RI_TRY(status);
    if (ri_call_integer(call, "port", 0) > 65535)
        return ri_fail(err, RI_EUSAGE, "--port wants a number up to 65535; got %s",
                       ri_call_text(call, "port"));
    return RI_OK;
}

/* ---- link -------------------------------------------------------------------------------------------------------- */

static const struct ri_column link_columns[] = {
    {"link", RI_COLUMN_TEXT, "opens a session in the browser, once, for 30 minutes"},
};

/* On a machine that is reached by ssh the browser is elsewhere: the line that brings the port there. */
static void say_tunnel(struct ri_call *call, const char *address)
{
    const char *ssh = getenv("SSH_CONNECTION"), *port = strrchr(address, ':');
    char        here[64] = "";
    int         at = 0;
    if (!ssh || !port) return;
    if (sscanf(ssh, "%*s %*s %63s %n", here, &at) != 1) return;
    const struct passwd *user = getpwuid(getuid());
    ri_call_note(call, "from your own machine first: ssh -L %s:127.0.0.1:%s %s@%s", port + 1,
                 port + 1, user ? user->pw_name : "USER", here);
}

static ri_status link_run(struct ri_call *call, struct ri_error *err)
{
    const char              *directory = ri_workspace_directory(ri_call_workspace(call));
    char                     address[RI_ACCESS_ADDRESS_SIZE], secret[RI_SECRET_SIZE], link[512];
    struct ri_table_builder *table;
    RI_TRY(ri_access_address(directory, address, err));
    RI_TRY(ri_link_new(ri_call_workspace(call), secret, err));
    snprintf(link, sizeof link, "%s/login?token=%s", address, secret);
    RI_TRY(ri_call_builder(call, &table, err));
    ri_put_string(table, link);
    say_tunnel(call, address);
    return ri_call_answer(call, table, RI_OK, err);
}

static const struct ri_operation operations[] = {
    {.info = {.name = "link",
              .summary = "A new link into the server that runs: works once, for 30 minutes",
              .flags = RI_STANDALONE | RI_LOCAL | RI_VOLATILE,
              .roles = RI_ROLE_ADMIN,
              RI_COLUMNS(link_columns),
              RI_EXAMPLES("retailinsight link")},
     .run = link_run},
    {.info =
         {.name = "serve",
          .summary = "Serve the workspace: the dashboard and the HTTP API, on this machine only",
          .details =
              "Prints the address and a link that opens the first session: it works once, for "
              "30 minutes; 'retailinsight link' makes another. While it runs it holds the "
              "workspace. Other machines reach it only with --tls-cert and --tls-key, or when "
              "--insecure-network says that somebody else encrypts. SIGTERM lets what runs come to "
              "its end, for http.drain_seconds at most, and takes nothing new; Ctrl-C cancels what "
              "runs, a second one ends at once; what was committed stays. SIGHUP reads settings "
              "and "
              "certificate again.",
          .flags = RI_CREATES | RI_LOCAL | RI_SERVES,
          .roles = RI_ROLE_ADMIN,
          RI_PARAMS(serve_params),
          RI_EXAMPLES("retailinsight serve", "retailinsight --workspace ./demo/workspace serve",
                      "retailinsight serve --port 9000 --start \"demo play\"",
                      "retailinsight serve --host 0.0.0.0 --tls-cert shop.pem --tls-key shop.key")},
     .run = serve_run},
};
const struct ri_operation_table ri_serve_operations = RI_OPERATION_TABLE(operations);
