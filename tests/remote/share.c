/* Holds a workspace and runs other processes' calls until its standard input ends: what `serve` does, without HTTP.
 * usage: share_workspace DIR   (prints "ready" when others can connect) */
#include "retailinsight.h"

#include <stdio.h>

int main(int argc, char **argv)
{
    struct ri_workspace         *workspace = NULL;
    struct ri_error              error = {0};
    const struct ri_open_options options = {.directory = argc > 1 ? argv[1] : NULL};
    ri_status                    status = ri_workspace_open(&options, &workspace, &error);
    if (status == RI_OK) status = ri_workspace_share(workspace, &error);
    if (status == RI_OK) {
        printf("ready\n");
        fflush(stdout);
        while (getchar() != EOF) continue;
    } else {
        fprintf(stderr, "share_workspace: %s\n", error.message);
    }
    ri_workspace_close(workspace);
    return ri_status_exit(status);
}
