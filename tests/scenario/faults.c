// SPDX-License-Identifier: Apache-2.0
// Preloaded into a program by test_faults.py: makes calls that touch the spool fail, as a file of
// orders says. A line: name of the call, errno (0: a short write), how many times. At most four.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static int Touches(const char* path) { return path != NULL && strstr(path, "/spool") != NULL; }

static int TouchesFile(int fd) {
  char name[64], path[4096];
  snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
  const ssize_t size = readlink(name, path, sizeof path - 1);
  if (size < 0) return 0;
  path[size] = 0;
  return Touches(path);
}

// Takes one failure of `call` off the orders: its errno, 0 for a short write, -1 when there is none.
static int Ordered(const char* call) {
  const char* path = getenv("LACHAN_FAULTS");
  if (path == NULL) return -1;
  static FILE* (*open_file)(const char*, const char*);
  if (open_file == NULL) open_file = (FILE * (*)(const char*, const char*)) dlsym(RTLD_NEXT, "fopen");
  pthread_mutex_lock(&lock);
  int result = -1;
  FILE* file = open_file(path, "r+");
  if (file != NULL) {
    char wanted[4][32];
    int errors[4], times[4], lines = 0;
    while (lines < 4 &&
           fscanf(file, "%31s %d %d", wanted[lines], &errors[lines], &times[lines]) == 3) {
      ++lines;
    }
    for (int i = 0; i < lines && result < 0; ++i) {
      if (times[i] == 0 || strcmp(wanted[i], call) != 0) continue;
      --times[i];
      result = errors[i];
    }
    if (result >= 0) {
      rewind(file);
      for (int i = 0; i < lines; ++i) fprintf(file, "%s %d %-6d\n", wanted[i], errors[i], times[i]);
    }
    fclose(file);
  }
  pthread_mutex_unlock(&lock);
  return result;
}

#define REAL(name)                   \
  static __typeof__(name)* real;     \
  if (real == NULL) real = (__typeof__(name)*)dlsym(RTLD_NEXT, #name)

ssize_t pwritev64(int fd, const struct iovec* parts, int count, off64_t offset) {
  REAL(pwritev64);
  if (TouchesFile(fd)) {
    const int error = Ordered("write");
    if (error == 0) {
      struct iovec half = {parts[0].iov_base, parts[0].iov_len > 1 ? parts[0].iov_len / 2 : 1};
      return real(fd, &half, 1, offset);
    }
    if (error > 0) return errno = error, -1;
  }
  return real(fd, parts, count, offset);
}
ssize_t pwritev(int fd, const struct iovec* parts, int count, off_t offset) {
  return pwritev64(fd, parts, count, offset);
}

static int Sync(const char* name, int fd) {
  if (TouchesFile(fd)) {
    const int error = Ordered("fsync");
    if (error > 0) return errno = error, -1;
  }
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
  return real(fd);
}
int fsync(int fd) { return Sync("fsync", fd); }
int fdatasync(int fd) { return Sync("fdatasync", fd); }

int ftruncate64(int fd, off64_t size) {
  REAL(ftruncate64);
  if (TouchesFile(fd)) {
    const int error = Ordered("ftruncate");
    if (error > 0) return errno = error, -1;
  }
  return real(fd, size);
}
int ftruncate(int fd, off_t size) { return ftruncate64(fd, size); }

static int Open(const char* path, int flags, mode_t mode) {
  REAL(open64);
  if (Touches(path) && (flags & O_CREAT) != 0) {
    const int error = Ordered("open");
    if (error > 0) return errno = error, -1;
  }
  return real(path, flags, mode);
}
int open64(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = va_arg(rest, mode_t);
  va_end(rest);
  return Open(path, flags, mode);
}
int open(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = va_arg(rest, mode_t);
  va_end(rest);
  return Open(path, flags, mode);
}

int unlink(const char* path) {
  REAL(unlink);
  if (Touches(path)) {
    const int error = Ordered("unlink");
    if (error > 0) return errno = error, -1;
  }
  return real(path);
}
