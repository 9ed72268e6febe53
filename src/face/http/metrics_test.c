/* Where a request is counted, and how that is written. */
#include "metrics.h"

#include "base/test.h"
#include "base/text.h"

TEST(a_request_is_counted_by_outcome_and_time)
{
    struct http_route_metrics routes[2] = {{.name = "sales.kpis"}, {.name = "none"}};
    struct ri_text            text = {0};
    metrics_observe(&routes[0], 200, 1000); /* a millisecond: the bound belongs to its bucket */
    metrics_observe(&routes[0], 304, 1001);
    metrics_observe(&routes[0], 404, 600000);
    metrics_observe(&routes[0], 503, 31000000);
    metrics_observe(&routes[0], 0, -5); /* cut off, and a clock that went back */
    metrics_routes(routes, 2, &text);
    static const char *const lines[] = {
        "retailinsight_http_answers_total{route=\"sales.kpis\",code=\"cut\"} 1\n",
        "retailinsight_http_answers_total{route=\"sales.kpis\",code=\"2xx\"} 1\n",
        "retailinsight_http_answers_total{route=\"sales.kpis\",code=\"3xx\"} 1\n",
        "retailinsight_http_answers_total{route=\"sales.kpis\",code=\"4xx\"} 1\n",
        "retailinsight_http_answers_total{route=\"sales.kpis\",code=\"5xx\"} 1\n",
        "retailinsight_http_seconds_bucket{route=\"sales.kpis\",le=\"0.001\"} 2\n",
        "retailinsight_http_seconds_bucket{route=\"sales.kpis\",le=\"0.005\"} 3\n",
        "retailinsight_http_seconds_bucket{route=\"sales.kpis\",le=\"1\"} 4\n",
        "retailinsight_http_seconds_bucket{route=\"sales.kpis\",le=\"30\"} 4\n",
        "retailinsight_http_seconds_bucket{route=\"sales.kpis\",le=\"+Inf\"} 5\n",
        "retailinsight_http_seconds_sum{route=\"sales.kpis\"} 31.602001\n",
        "retailinsight_http_seconds_count{route=\"sales.kpis\"} 5\n",
    };
    for (size_t i = 0; i < RI_COUNT(lines); i++) {
        if (!strstr(text.at, lines[i]))
            ri_test_fail(__FILE__, __LINE__, "%s is not in\n%s", lines[i], text.at);
    }
    CHECK(!strstr(text.at, "route=\"none\"")); /* nobody asked */
    ri_text_release(&text);
}
