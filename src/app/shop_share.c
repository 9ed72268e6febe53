/* share: the shop's page on a phone in the same network. A certificate made here, a link that opens sessions of one store, a code
 * to point the camera at; the face goes on by serving. */
#include "app/gather.h"
#include "app/operation.h"
#include "app/shop_pass.h"
#include "app/workspace.h"
#include "control/access.h"
#include "net/certificate.h"
#include "net/lan.h"
#include "report/code.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    FIRST_PORT = 8443,
    PORTS = 20,
    CERTIFICATE_DAYS = 365, /* phones take no longer than 825 */
    RENEW_DAYS = 30,
    PATH = 4096
};

static const char *const     formats[] = {"text", "svg", NULL};
static const struct ri_param params[] = {
    {"store", RI_PARAM_STORE, RI_PARAM_REQUIRED, NULL, NULL, NULL, "whose phones may come in"},
    {"phones", RI_PARAM_COUNT, 0, NULL, "1", NULL,
     "how often the code opens a session, at most 100"},
    {"minutes", RI_PARAM_COUNT, 0, NULL, "30", NULL,
     "how long the code works; a session it opened lasts 12 hours"},
    {"host", RI_PARAM_TEXT, 0, NULL, NULL, NULL,
     "address of this machine to listen on; when not given, all, and the code says the first of "
     "the network"},
    {"port", RI_PARAM_COUNT, 0, NULL, NULL, NULL,
     "port to listen on; when not given, 8443 or the next free one"},
    {"format", RI_PARAM_ENUM, 0, NULL, "text", formats,
     "text for a terminal; svg, a picture to print (-o code.svg)"},
    {"light", RI_PARAM_FLAG, 0, NULL, NULL, NULL,
     "the terminal has dark letters on a light ground"},
    {"serve", RI_PARAM_FLAG, 0, NULL, NULL, NULL,
     "go on by serving; it does, unless a server that phones reach runs already"},
    {"tls-cert", RI_PARAM_PATH, 0, NULL, NULL, NULL,
     "certificate that phones trust, in PEM; when not given, one that this machine makes"},
    {"tls-key", RI_PARAM_PATH, 0, NULL, NULL, NULL, "its key in PEM"},
};

struct sharing {
    struct ri_call *call;
    const char     *store, *directory;
    const char     *host; /* that the code says */
    int             port;
    bool            runs; /* a server that phones reach */
    const char     *certificate, *key;
    bool            own; /* the certificate was made here */
    char            secret[RI_PASS_SIZE];
};

/* ---- Where ------------------------------------------------------------------------------------------------------------- */

/* The first address of the network, unless one was given. */
static ri_status choose_host(struct sharing *sharing, struct ri_error *err)
{
    const char *const *addresses;
    sharing->host = ri_call_text(sharing->call, "host");
    if (sharing->host) return RI_OK;
    RI_TRY(ri_lan_addresses(ri_call_mem(sharing->call), &addresses, err));
    sharing->host = addresses[0];
    if (sharing->host) return RI_OK;
    return ri_fail(err, RI_ECONFLICT,
                   "this machine is in no network that a phone could be in; --host names an "
                   "address");
}

/* A server that runs is used when phones reach it encrypted. */
static ri_status look_for_server(struct sharing *sharing, struct ri_error *err)
{
    char address[RI_ACCESS_ADDRESS_SIZE];
    if (ri_access_address(sharing->directory, address, NULL) != RI_OK) return RI_OK;
    const char *colon = strrchr(address, ':');
    int64_t     port = 0;
    const bool  safe =
        strncmp(address, "https://", 8) == 0 && colon && ri_parse_int(ri_view_of(colon + 1), &port);
    if (!safe || !ri_lan_answers(sharing->host, (int)port))
        return ri_fail(
            err, RI_ELOCKED,
            "'%s' is served already, at %s, where phones do not reach it: stop that one; "
            "share serves all that it does",
            sharing->directory, address);
    sharing->port = (int)port;
    sharing->runs = true;
    return RI_OK;
}

static ri_status choose_port(struct sharing *sharing, struct ri_error *err)
{
    const char   *host = ri_call_text(sharing->call, "host");
    const int64_t wanted = ri_call_integer(sharing->call, "port", 0);
    if (wanted > 65535)
        return ri_fail(err, RI_EUSAGE, "--port wants a number up to 65535; got %lld",
                       (long long)wanted);
    sharing->port =
        wanted ? (int)wanted : ri_lan_free_port(host ? host : "0.0.0.0", FIRST_PORT, PORTS);
    if (sharing->port) return RI_OK;
    return ri_fail(err, RI_ECONFLICT, "no port from %d on is free on '%.60s'; --port names one",
                   FIRST_PORT, sharing->host);
}

/* ---- The certificate --------------------------------------------------------------------------------------------------- */

/* Names and addresses that phones may call this machine by, NULL-terminated. */
static ri_status list_hosts(struct sharing *sharing, const char *const **ret, struct ri_error *err)
{
    struct ri_arena   *mem = ri_call_mem(sharing->call);
    const char *const *addresses;
    char               machine[256] = "";
    size_t             count = 0, room = 4;
    RI_TRY(ri_lan_addresses(mem, &addresses, err));
    for (size_t i = 0; addresses[i]; i++) room++;
    const char **hosts = ri_arena_new(mem, const char *, room);
    if (!hosts) return ri_fail(err, RI_ENOMEM, "no room for the names of this machine");
    if (gethostname(machine, sizeof machine - 1) == 0 && *machine)
        hosts[count++] = ri_arena_copy(mem, machine, strlen(machine));
    hosts[count++] = sharing->host;
    for (size_t i = 0; addresses[i]; i++)
        if (strcmp(addresses[i], sharing->host) != 0) hosts[count++] = addresses[i];
    hosts[count] = NULL;
    *ret = hosts;
    return RI_OK;
}

/* Kept in the workspace, so that a phone which trusts it once goes on; renewed before it ends or when addresses changed. */
static ri_status prepare_certificate(struct sharing *sharing, struct ri_error *err)
{
    struct ri_arena   *mem = ri_call_mem(sharing->call);
    const char *const *hosts = NULL;
    sharing->certificate = ri_call_text(sharing->call, "tls-cert");
    sharing->key = ri_call_text(sharing->call, "tls-key");
    if (sharing->certificate || sharing->key) return RI_OK; /* the server checks them */
    sharing->own = true;
    sharing->certificate = ri_arena_printf(mem, "%s/access/share.pem", sharing->directory);
    sharing->key = ri_arena_printf(mem, "%s/access/share.key", sharing->directory);
    const char *folder = ri_arena_printf(mem, "%s/access", sharing->directory);
    if (!sharing->certificate || !sharing->key || !folder)
        return ri_fail(err, RI_ENOMEM, "no room for paths");
    if (mkdir(folder, 0700) != 0 && errno != EEXIST)
        return ri_fail(err, ri_status_of_errno(errno), "cannot make '%s': %s", folder,
                       strerror(errno));
    RI_TRY(list_hosts(sharing, &hosts, err));
    if (access(sharing->key, R_OK) == 0 &&
        ri_certificate_fits(sharing->certificate, hosts, RENEW_DAYS))
        return RI_OK;
    return ri_certificate_make(
        &(struct ri_certificate_wish){"RetailInsight share", hosts, CERTIFICATE_DAYS},
        sharing->certificate, sharing->key, err);
}

/* ---- The link ---------------------------------------------------------------------------------------------------------- */

static ri_status take_secret(void *context, const struct ri_table_view *table, size_t row,
                             struct ri_error *err)
{
    struct sharing    *sharing = context;
    struct ri_gathered gathered = {0};
    RI_TRY(ri_gather_row(&gathered, ri_call_mem(sharing->call), table, row, err));
    snprintf(sharing->secret, sizeof sharing->secret, "%s",
             ri_gathered_text(&gathered, 0, "secret"));
    return RI_OK;
}

/* By the operation for it, which the process that holds the workspace runs. */
static ri_status make_link(struct sharing *sharing, struct ri_error *err)
{
    struct ri_call  *call = sharing->call;
    struct ri_nested nested;
    RI_TRY(ri_nested_begin(call, ri_call_workspace(call), NULL, "share.link", &nested, err));
    ri_status status = ri_call_set(nested.call, "store", sharing->store, err);
    if (status == RI_OK)
        status = ri_call_set(nested.call, "phones", ri_call_text(call, "phones"), err);
    if (status == RI_OK)
        status = ri_call_set(nested.call, "minutes", ri_call_text(call, "minutes"), err);
    return ri_nested_rows(&nested, status, NULL, take_secret, sharing, err);
}

/* ---- What is shown ----------------------------------------------------------------------------------------------------- */

static void put_address(const struct sharing *sharing, struct ri_text *out)
{
    const bool six = strchr(sharing->host, ':') != NULL;
    ri_text_printf(out, "https://%s%s%s:%d/login?token=%s", six ? "[" : "", sharing->host,
                   six ? "]" : "", sharing->port, sharing->secret);
}

static ri_status put_words(const struct sharing *sharing, struct ri_text *out, struct ri_error *err)
{
    struct ri_call *call = sharing->call;
    char            fingerprint[RI_FINGERPRINT_SIZE];
    const long long phones = (long long)ri_call_integer(call, "phones", 1);
    ri_text_printf(out,
                   "\nThe code opens the page of store %s on %lld phone%s, within %lld minutes, "
                   "and nothing of any other "
                   "store.\nA session lasts 12 hours; 'retailinsight share stop --store %s' ends "
                   "all of them at once.\n",
                   sharing->store, phones, phones == 1 ? "" : "s",
                   (long long)ri_call_integer(call, "minutes", 30), sharing->store);
    if (!sharing->own) return RI_OK;
    RI_TRY(ri_certificate_fingerprint(sharing->certificate, fingerprint, err));
    ri_text_printf(out,
                   "\nThe certificate was made by this machine, so the phone warns once. Compare "
                   "its SHA-256 before you go on:\n  "
                   "%.47s\n  %s\n"
                   "Without trusting it: the whole page works, figures come in live, counts wait "
                   "on the phone while there is no "
                   "connection.\nOnly with a certificate that the phone trusts: installing it as "
                   "an app, and opening it anew without a "
                   "connection.\nFor that bring %s onto the phone and install it as an authority, "
                   "or give --tls-cert.\n",
                   fingerprint, fingerprint + 48, sharing->certificate);
    return RI_OK;
}

static ri_status show(const struct sharing *sharing, const struct ri_text *address,
                      struct ri_error *err)
{
    struct ri_call *call = sharing->call;
    const bool      picture = strcmp(ri_call_text(call, "format"), "svg") == 0;
    struct ri_code *code;
    struct ri_text  out = {0};
    RI_TRY(ri_code_new(address->at, &code, err));
    ri_status status = RI_OK;
    if (picture) {
        ri_code_svg(code, "Opens the shop's page on a phone", &out);
    } else {
        ri_code_text(code, ri_call_flag(call, "light"), &out);
        ri_text_printf(&out, "\n%s\n", address->at);
        status = put_words(sharing, &out, err);
    }
    ri_code_free(code);
    if (status == RI_OK) status = ri_text_check(&out, err);
    if (status == RI_OK)
        status = ri_call_document(call, picture ? "image/svg+xml" : "text/plain; charset=utf-8",
                                  picture ? "code.svg" : "code.txt", out.at, out.length, err);
    ri_text_release(&out);
    return status;
}

/* How the face goes on. */
static void go_on(const struct sharing *sharing)
{
    struct ri_call *call = sharing->call;
    char            port[16];
    const char     *flag = ri_call_text(call, "serve");
    snprintf(port, sizeof port, "%d", sharing->port);
    ri_call_used(call, "port", port);
    ri_call_used(call, "serve",
                 !sharing->runs && (!flag || ri_call_flag(call, "serve")) ? "yes" : "no");
    if (!ri_call_given(call, "host")) ri_call_used(call, "host", "0.0.0.0");
    if (sharing->certificate) ri_call_used(call, "tls-cert", sharing->certificate);
    if (sharing->key) ri_call_used(call, "tls-key", sharing->key);
}

static ri_status run(struct ri_call *call, struct ri_error *err)
{
    struct sharing sharing = {.call = call,
                              .store = ri_call_text(call, "store"),
                              .directory = ri_workspace_directory(ri_call_workspace(call))};
    struct ri_text address = {0};
    RI_TRY(choose_host(&sharing, err));
    RI_TRY(look_for_server(&sharing, err));
    if (!sharing.runs) RI_TRY(choose_port(&sharing, err));
    RI_TRY(prepare_certificate(&sharing, err));
    RI_TRY(make_link(&sharing, err));
    put_address(&sharing, &address);
    explicit_bzero(sharing.secret, sizeof sharing.secret);
    ri_status status = ri_text_check(&address, err);
    if (status == RI_OK) status = show(&sharing, &address, err);
    if (address.at) explicit_bzero(address.at, address.length);
    ri_text_release(&address);
    if (status == RI_OK) go_on(&sharing);
    return status;
}

static const struct ri_operation operations[] = {
    {.info = {.name = "share",
              .summary = "Open the shop's page to phones in the same network: TLS, a code to point "
                         "the camera at, sessions of one store only",
              .details = "Makes a certificate, once, for the addresses of this machine, listens on "
                         "them, and shows a QR code that signs a phone in "
                         "as shop staff of that store. It serves all that 'serve' does; Ctrl-C "
                         "ends it. When such a server runs already, it only makes "
                         "another code for it. What works without a certificate that the phone "
                         "trusts is said beside the code.",
              .flags = RI_LOCAL | RI_SERVES,
              .roles = RI_ROLE_ADMIN,
              RI_PARAMS(params),
              RI_EXAMPLES("retailinsight share --store S01",
                          "retailinsight share --store S01 --phones 5 --minutes 60",
                          "retailinsight share --store S01 --no-serve -o code.svg")},
     .run = run},
};
const struct ri_operation_table ri_shop_share_operations = RI_OPERATION_TABLE(operations);
