/* Where processes meet: modes, long paths, dead sockets, strangers. */
#include "local.h"

#include "base/test.h"

#include <poll.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[4096];

static void new_folder(size_t depth)
{
    snprintf(folder, sizeof folder, "/tmp/ri-local-XXXXXX");
    CHECK(mkdtemp(folder) != NULL);
    for (size_t i = 0; i < depth; i++) {
        const size_t at = strlen(folder);
        snprintf(folder + at, sizeof folder - at, "/a-folder-with-a-long-name-%zu", i);
        CHECK_INT(mkdir(folder, 0777), 0);
    }
    const size_t at = strlen(folder);
    snprintf(folder + at, sizeof folder - at, "/run");
}

static void remove_folder(void)
{
    while (strlen(folder) > strlen("/tmp")) {
        rmdir(folder);
        *strrchr(folder, '/') = '\0';
    }
}

static void meet(void)
{
    int   listener = -1, here = -1, there = -1;
    pid_t process = 0;
    char  byte = 0;
    CHECK_STATUS(ri_local_listen(folder, &listener, NULL), RI_OK);
    CHECK_STATUS(ri_local_connect(folder, 100, &here, &process, NULL), RI_OK);
    CHECK_INT(process, getpid());
    CHECK_STATUS(ri_local_accept(listener, &there, NULL), RI_OK);
    CHECK_INT(write(here, "x", 1), 1);
    CHECK_INT(read(there, &byte, 1), 1);
    CHECK_INT(byte, 'x');
    close(here);
    close(there);
    ri_local_close(folder, listener);
    CHECK_STATUS(ri_local_connect(folder, 100, &here, NULL, NULL), RI_ENOTFOUND);
}

TEST(two_ends_meet_in_a_folder_that_is_nobody_elses)
{
    struct stat info = {0};
    char        path[4200];
    int         listener = -1;
    new_folder(0);
    meet();
    CHECK_STATUS(ri_local_listen(folder, &listener, NULL), RI_OK);
    CHECK_INT(stat(folder, &info), 0);
    CHECK_INT(info.st_mode & 0777, 0700);
    snprintf(path, sizeof path, "%s/calls", folder);
    CHECK_INT(stat(path, &info), 0);
    CHECK_INT(info.st_mode & 0777, 0600);
    ri_local_close(folder, listener);
    CHECK(access(path, F_OK) != 0);
    remove_folder();
}

TEST(a_path_longer_than_an_address_works_too)
{
    new_folder(12);
    CHECK(strlen(folder) > 300);
    meet();
    remove_folder();
}

TEST(a_socket_that_nobody_listens_on_any_more_is_replaced)
{
    int listener = -1, again = -1, fd = -1;
    new_folder(0);
    CHECK_STATUS(ri_local_listen(folder, &listener, NULL), RI_OK);
    close(listener); /* killed: the socket stays */
    CHECK_STATUS(ri_local_connect(folder, 100, &fd, NULL, NULL), RI_ENOTFOUND);
    CHECK_STATUS(ri_local_listen(folder, &again, NULL), RI_OK);
    CHECK_STATUS(ri_local_connect(folder, 100, &fd, NULL, NULL), RI_OK);
    close(fd);
    ri_local_close(folder, again);
    remove_folder();
}

TEST(a_link_is_not_followed_and_open_doors_are_shut)
{
    char        real[4200];
    struct stat info = {0};
    int         listener = -1;
    new_folder(0);
    snprintf(real, sizeof real, "%s-real", folder);
    CHECK_INT(mkdir(real, 0777), 0);
    CHECK_INT(chmod(real, 0777), 0);
    CHECK_INT(symlink(real, folder), 0);
    CHECK_STATUS(ri_local_listen(folder, &listener, NULL), RI_EFORBIDDEN);
    CHECK_STATUS(ri_local_connect(folder, 0, &listener, NULL, NULL), RI_ENOTFOUND);
    CHECK_INT(unlink(folder), 0);
    CHECK_INT(rename(real, folder), 0);
    CHECK_STATUS(ri_local_listen(folder, &listener, NULL), RI_OK);
    CHECK_INT(stat(folder, &info), 0);
    CHECK_INT(info.st_mode & 0777, 0700);
    ri_local_close(folder, listener);
    remove_folder();
}

TEST(a_file_where_the_folder_should_be_is_said)
{
    int             listener = -1;
    struct ri_error err = {0};
    new_folder(0);
    FILE *file = fopen(folder, "we");
    CHECK(file != NULL);
    fclose(file);
    CHECK_STATUS(ri_local_listen(folder, &listener, &err), RI_EFORBIDDEN);
    CHECK(strstr(err.message, folder) != NULL);
    unlink(folder);
    remove_folder();
}

/* Needs the right to be somebody else; the peer is a child that becomes one. */
TEST(another_users_process_is_refused)
{
    int listener = -1, fd = -1;
    if (geteuid() != 0) TEST_SKIP("needs root");
    new_folder(0);
    CHECK_STATUS(ri_local_listen(folder, &listener, NULL), RI_OK);
    CHECK_INT(chmod(folder, 0777), 0); /* as if the doors had been opened behind our back */
    char path[4200];
    snprintf(path, sizeof path, "%s/calls", folder);
    CHECK_INT(chmod(path, 0777), 0);
    *strrchr(path, '/') = '\0';
    char above[4200];
    snprintf(above, sizeof above, "%s", path);
    *strrchr(above, '/') = '\0';
    CHECK_INT(chmod(above, 0777), 0);
    const pid_t child = fork();
    if (child == 0) {
        if (setuid(65534) != 0) _exit(9);
        _exit(ri_local_connect(folder, 100, &fd, NULL, NULL) == RI_EFORBIDDEN ? 0 : 1);
    }
    struct pollfd ready = {.fd = listener, .events = POLLIN};
    CHECK_INT(poll(&ready, 1, 5000), 1);
    CHECK_STATUS(ri_local_accept(listener, &fd, NULL), RI_EFORBIDDEN);
    int ended = -1;
    CHECK_INT(waitpid(child, &ended, 0), child);
    CHECK_INT(ended, 0);
    ri_local_close(folder, listener);
    remove_folder();
}
