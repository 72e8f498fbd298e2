// SPDX-License-Identifier: Apache-2.0
#include "sources/guides.h"

namespace lachan::sources {
namespace {

constexpr std::string_view kRestartRsyslogVi =
    "Sau khi lưu: rsyslogd -N1 để kiểm tra, rồi systemctl restart rsyslog.";
constexpr std::string_view kRestartRsyslogEn =
    "Then check with rsyslogd -N1 and run systemctl restart rsyslog.";

Guide Rsyslog() {
  Guide guide{"rsyslog", "rsyslog", "unix", "", {}};
  guide.recipes.push_back({Way::kRelp, "conf", "/etc/rsyslog.d/60-lachan.conf",
                           "Cần gói rsyslog-relp. Không mất dòng nào khi mạng hoặc máy chủ gián "
                           "đoạn: chỉ xác nhận khi đã ghi xuống đĩa.",
                           "Needs the package rsyslog-relp. Nothing is lost while the network or "
                           "the server is away: a record is acknowledged once it is on disk.",
                           R"(module(load="omrelp")
*.* action(type="omrelp" target="{{host}}" port="{{port}}"
           template="RSYSLOG_SyslogProtocol23Format"
           queue.type="LinkedList" queue.filename="lachan" queue.maxDiskSpace="1g"
           queue.saveOnShutdown="on" action.resumeRetryCount="-1")
)"});
  guide.recipes.push_back({Way::kTls, "conf", "/etc/rsyslog.d/60-lachan.conf",
                           "Cần gói rsyslog-gnutls và chứng thư của máy gửi; tải CA của máy chủ về "
                           "/etc/rsyslog.d/lachan-ca.pem.",
                           "Needs the package rsyslog-gnutls and a certificate of the sender; put "
                           "the server's CA at /etc/rsyslog.d/lachan-ca.pem.",
                           R"(global(DefaultNetstreamDriverCAFile="/etc/rsyslog.d/lachan-ca.pem"
       DefaultNetstreamDriverCertFile="/etc/rsyslog.d/sender-cert.pem"
       DefaultNetstreamDriverKeyFile="/etc/rsyslog.d/sender-key.pem")
*.* action(type="omfwd" target="{{host}}" port="{{port}}" protocol="tcp"
           StreamDriver="gtls" StreamDriverMode="1" StreamDriverAuthMode="x509/name"
           StreamDriverPermittedPeers="{{host}}"
           TCP_Framing="octet-counted" template="RSYSLOG_SyslogProtocol23Format"
           queue.type="LinkedList" queue.filename="lachan" queue.maxDiskSpace="1g"
           queue.saveOnShutdown="on" action.resumeRetryCount="-1")
)"});
  guide.recipes.push_back(
      {Way::kTcp, "conf", "/etc/rsyslog.d/60-lachan.conf", kRestartRsyslogVi, kRestartRsyslogEn,
       R"(*.* action(type="omfwd" target="{{host}}" port="{{port}}" protocol="tcp"
           TCP_Framing="octet-counted" template="RSYSLOG_SyslogProtocol23Format"
           queue.type="LinkedList" queue.filename="lachan" queue.maxDiskSpace="1g"
           queue.saveOnShutdown="on" action.resumeRetryCount="-1")
)"});
  guide.recipes.push_back(
      {Way::kUdp, "conf", "/etc/rsyslog.d/60-lachan.conf",
       "UDP có thể mất dòng mà không ai biết; chỉ dùng khi không còn cách khác.",
       "UDP may lose lines unnoticed; use it only where nothing else works.",
       R"(*.* action(type="omfwd" target="{{host}}" port="{{port}}" protocol="udp"
           template="RSYSLOG_SyslogProtocol23Format")
)"});
  guide.recipes.push_back({Way::kHttp, "conf", "/etc/rsyslog.d/60-lachan.conf",
                           "Cần gói rsyslog-elasticsearch.", "Needs rsyslog-elasticsearch.",
                           R"(module(load="omelasticsearch")
template(name="lachan" type="list" option.jsonf="on") {
  property(outname="@timestamp" name="timereported" dateFormat="rfc3339" format="jsonf")
  property(outname="host" name="hostname" format="jsonf")
  property(outname="program" name="programname" format="jsonf")
  property(outname="severity" name="syslogseverity-text" format="jsonf")
  property(outname="message" name="msg" format="jsonf")
}
*.* action(type="omelasticsearch" server="{{http_host}}" serverport="{{http_port}}"
           usehttps="{{http_tls}}" uid="lachan" pwd="{{token}}"
           template="lachan" searchIndex="logs" searchType="" bulkmode="on"
           queue.type="LinkedList" queue.filename="lachan-es" queue.saveOnShutdown="on"
           action.resumeRetryCount="-1")
)"});
  return guide;
}

Guide SyslogNg() {
  Guide guide{"syslog-ng", "syslog-ng", "unix", "", {}};
  guide.recipes.push_back({Way::kTls, "conf", "/etc/syslog-ng/conf.d/lachan.conf",
                           "Chép CA của máy chủ vào /etc/syslog-ng/ca.d rồi chạy openssl rehash ở "
                           "thư mục đó.",
                           "Copy the server's CA into /etc/syslog-ng/ca.d and run openssl rehash "
                           "there.",
                           R"(destination d_lachan {
  syslog("{{host}}" port({{port}}) transport("tls")
    tls(ca-dir("/etc/syslog-ng/ca.d")
        key-file("/etc/syslog-ng/sender-key.pem") cert-file("/etc/syslog-ng/sender-cert.pem"))
    disk-buffer(disk-buf-size(1073741824) mem-buf-size(16777216) reliable(yes)));
};
log { source(s_src); destination(d_lachan); };
)"});
  guide.recipes.push_back({Way::kTcp, "conf", "/etc/syslog-ng/conf.d/lachan.conf",
                           "Trên Debian nguồn tên là s_src; ở nơi khác xem syslog-ng.conf.",
                           "On Debian the source is called s_src; elsewhere see syslog-ng.conf.",
                           R"(destination d_lachan {
  syslog("{{host}}" port({{port}}) transport("tcp")
    disk-buffer(disk-buf-size(1073741824) mem-buf-size(16777216) reliable(yes)));
};
log { source(s_src); destination(d_lachan); };
)"});
  guide.recipes.push_back(
      {Way::kUdp, "conf", "/etc/syslog-ng/conf.d/lachan.conf", "", "",
       R"(destination d_lachan { syslog("{{host}}" port({{port}}) transport("udp")); };
log { source(s_src); destination(d_lachan); };
)"});
  return guide;
}

}  // namespace

std::vector<Guide> UnixGuides() {
  Guide logger{"logger", "logger", "unix", "", {}};
  logger.recipes.push_back({Way::kTcp, "sh", "", "Gửi một dòng để thử.",
                            "Sends one line as a test.",
                            "logger --server {{host}} --port {{port}} --tcp --octet-count "
                            "--rfc5424 --tag thu-nghiem \"Dòng kiểm tra\"\n"});
  logger.recipes.push_back({Way::kUdp, "sh", "", "Gửi một dòng để thử.",
                            "Sends one line as a test.",
                            "logger --server {{host}} --port {{port}} --udp --rfc5424 "
                            "--tag thu-nghiem \"Dòng kiểm tra\"\n"});
  return {Rsyslog(), SyslogNg(), std::move(logger)};
}

}  // namespace lachan::sources
