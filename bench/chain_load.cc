// SPDX-License-Identifier: Apache-2.0
// Sends invented log records as fast as they are taken, or at a rate. Part of bench/chain.py.
//   chain_load http|tcp|udp PORT SECONDS RATE BATCH CONNECTIONS TOKEN [FILE]
// RATE: records a second in all, 0: as fast as they are taken. FILE: its lines instead of invented
// records. At the end one line: sent, acknowledged, refused, bytes, seconds, processor seconds.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <thread>

#include "bench/chain_events.h"

namespace {

using namespace lachan::bench;
using SteadyClock = std::chrono::steady_clock;

struct Plan {
  std::string way;
  std::uint16_t port = 0;
  double seconds = 0, rate = 0;
  std::size_t batch = 0;
  int connections = 0;
  std::string token, file;
};

struct Sum {
  std::atomic<std::uint64_t> sent{0}, acknowledged{0}, refused{0}, bytes{0};
};

/// Many records, one after the other, each ended by a line feed.
struct Pool {
  struct Place {
    std::size_t begin = 0, end = 0, counter = 0;  ///< `counter` 0: none.
  };
  std::string text;
  std::vector<Place> places;
};

void Add(Pool& pool, const Record& record, bool counted) {
  const std::size_t begin = pool.text.size();
  pool.text += record.text;
  pool.text += '\n';
  pool.places.push_back({begin, pool.text.size(), counted ? begin + record.counter : 0});
}

Pool MakePool(const Plan& plan, int number) {
  Pool pool;
  if (!plan.file.empty()) {
    std::ifstream stream(plan.file);
    for (std::string line; std::getline(stream, line);) {
      if (!line.empty()) Add(pool, {line, 0}, false);
    }
    return pool;
  }
  Writer writer(static_cast<std::uint32_t>(number + 1));
  for (int i = 0; i < 40'000; ++i) {
    Add(pool, plan.way == "http" ? writer.Windows() : writer.Syslog(), true);
  }
  return pool;
}

int Connect(const Plan& plan) {
  const int fd = ::socket(AF_INET, plan.way == "udp" ? SOCK_DGRAM : SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(plan.port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    std::perror("connect");
    std::exit(1);
  }
  return fd;
}

bool SendAll(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

/// Status of one HTTP answer, which is read to its end; 0 when the connection broke.
int ReadAnswer(int fd, std::string& buffer) {
  buffer.clear();
  char piece[16384];
  std::size_t whole = 0;
  while (whole == 0 || buffer.size() < whole) {
    const ssize_t n = ::recv(fd, piece, sizeof piece, 0);
    if (n <= 0) return 0;
    buffer.append(piece, static_cast<std::size_t>(n));
    const auto end = buffer.find("\r\n\r\n");
    if (whole == 0 && end != std::string::npos) {
      const auto length = buffer.find("Content-Length: ");
      whole =
          end + 4 + (length < end ? std::strtoull(buffer.c_str() + length + 16, nullptr, 10) : 0);
    }
  }
  return std::atoi(buffer.c_str() + 9);
}

void Work(const Plan& plan, int number, Pool& pool, Sum& sum, SteadyClock::time_point begin) {
  const int fd = Connect(plan);
  const auto end = begin + std::chrono::duration<double>(plan.seconds);
  const double mine = plan.rate / plan.connections;
  std::uint64_t counter = static_cast<std::uint64_t>(number) * 1'000'000'000, sent = 0;
  std::size_t at = 0;
  std::string answer;
  while (SteadyClock::now() < end) {
    if (mine > 0) {
      std::this_thread::sleep_until(
          begin + std::chrono::duration<double>(static_cast<double>(sent) / mine));
    }
    if (at >= pool.places.size()) at = 0;
    const std::size_t last = std::min(at + plan.batch, pool.places.size());
    for (std::size_t i = at; i < last; ++i) {
      if (pool.places[i].counter != 0)
        PutCounter(pool.text.data() + pool.places[i].counter, counter++);
    }
    const std::size_t records = last - at;
    const std::string_view body(pool.text.data() + pool.places[at].begin,
                                pool.places[last - 1].end - pool.places[at].begin);
    if (plan.way == "udp") {
      for (std::size_t i = at; i < last; ++i) {
        ::send(fd, pool.text.data() + pool.places[i].begin,
               pool.places[i].end - pool.places[i].begin - 1, 0);
      }
    } else if (plan.way == "tcp") {
      if (!SendAll(fd, body)) break;
    } else {
      const std::string head = fmt::format(
          "POST /ingest/v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\n"
          "Content-Length: {}\r\n\r\n",
          plan.token, body.size());
      if (!SendAll(fd, head) || !SendAll(fd, body)) break;
      const int status = ReadAnswer(fd, answer);
      if (status == 0) break;
      if (status != 200) {
        sum.refused += records;
        if (status != 429 && status != 503) {
          std::fprintf(stderr, "%s\n", answer.c_str());
          break;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        sent += records;
        continue;
      }
      sum.acknowledged += records;
    }
    sum.sent += records;
    sum.bytes += body.size();
    sent += records;
    at = last;
  }
  if (plan.way == "tcp") {  // everything is read before the clock stops
    ::shutdown(fd, SHUT_WR);
    char rest[256];
    while (::recv(fd, rest, sizeof rest, 0) > 0) {
    }
  }
  ::close(fd);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 8) {
    std::fprintf(stderr,
                 "chain_load http|tcp|udp PORT SECONDS RATE BATCH CONNECTIONS TOKEN [FILE]\n");
    return 2;
  }
  Plan plan{argv[1],
            static_cast<std::uint16_t>(std::atoi(argv[2])),
            std::atof(argv[3]),
            std::atof(argv[4]),
            std::strtoull(argv[5], nullptr, 10),
            std::atoi(argv[6]),
            argv[7],
            argc > 8 ? argv[8] : ""};
  std::vector<Pool> pools;
  for (int i = 0; i < plan.connections; ++i) pools.push_back(MakePool(plan, i));
  rusage before{};
  getrusage(RUSAGE_SELF, &before);
  Sum sum;
  std::vector<std::thread> threads;
  const auto begin = SteadyClock::now();
  for (int i = 0; i < plan.connections; ++i) {
    threads.emplace_back([&, i] { Work(plan, i, pools[static_cast<std::size_t>(i)], sum, begin); });
  }
  for (auto& thread : threads) thread.join();
  const double seconds = std::chrono::duration<double>(SteadyClock::now() - begin).count();
  rusage after{};
  getrusage(RUSAGE_SELF, &after);
  const auto spent = [](const timeval& a, const timeval& b) {
    return static_cast<double>(b.tv_sec - a.tv_sec) +
           static_cast<double>(b.tv_usec - a.tv_usec) / 1e6;
  };
  std::printf("%llu %llu %llu %llu %.3f %.3f\n", static_cast<unsigned long long>(sum.sent),
              static_cast<unsigned long long>(sum.acknowledged),
              static_cast<unsigned long long>(sum.refused),
              static_cast<unsigned long long>(sum.bytes), seconds,
              spent(before.ru_utime, after.ru_utime) + spent(before.ru_stime, after.ru_stime));
}
