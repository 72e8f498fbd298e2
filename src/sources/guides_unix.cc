// SPDX-License-Identifier: Apache-2.0
#include "sources/guides.h"

namespace lachan::sources {
namespace {

constexpr std::string_view kRsyslogFile = "/etc/rsyslog.d/90-lachan.conf";
constexpr std::string_view kSyslogNgFile = "/etc/syslog-ng/conf.d/lachan.conf";

constexpr std::string_view kRelpTls = R"(module(load="omrelp" tls.tlslib="openssl")
*.* action(type="omrelp" target="{{host}}" port="{{port}}" tls="on"
           tls.caCert="/etc/rsyslog.d/lachan/ca.pem"
           tls.myCert="/etc/rsyslog.d/lachan/sender.pem"
           tls.myPrivKey="/etc/rsyslog.d/lachan/sender.key"
           tls.authMode="name" tls.permittedPeer=["{{host}}"]
           template="RSYSLOG_SyslogProtocol23Format"
           queue.type="LinkedList" queue.size="50000" queue.filename="lachan"
           queue.maxDiskSpace="2g" queue.saveOnShutdown="on"
           action.resumeRetryCount="-1" action.resumeInterval="10")
)";

constexpr std::string_view kRelp = R"(module(load="omrelp")
*.* action(type="omrelp" target="{{host}}" port="{{port}}"
           template="RSYSLOG_SyslogProtocol23Format"
           queue.type="LinkedList" queue.size="50000" queue.filename="lachan"
           queue.maxDiskSpace="2g" queue.saveOnShutdown="on"
           action.resumeRetryCount="-1" action.resumeInterval="10")
)";

constexpr std::string_view kTls =
    R"(global(DefaultNetstreamDriverCAFile="/etc/rsyslog.d/lachan/ca.pem"
       DefaultNetstreamDriverCertFile="/etc/rsyslog.d/lachan/sender.pem"
       DefaultNetstreamDriverKeyFile="/etc/rsyslog.d/lachan/sender.key")
*.* action(type="omfwd" target="{{host}}" port="{{port}}" protocol="tcp"
           StreamDriver="ossl" StreamDriverMode="1" StreamDriverAuthMode="x509/name"
           StreamDriverPermittedPeers="{{host}}" TCP_Framing="octet-counted"
           template="RSYSLOG_SyslogProtocol23Format"
           queue.type="LinkedList" queue.size="50000" queue.filename="lachan"
           queue.maxDiskSpace="2g" queue.saveOnShutdown="on"
           action.resumeRetryCount="-1" action.resumeInterval="10")
)";

constexpr std::string_view kTcp =
    R"(*.* action(type="omfwd" target="{{host}}" port="{{port}}" protocol="tcp"
           TCP_Framing="octet-counted" template="RSYSLOG_SyslogProtocol23Format"
           queue.type="LinkedList" queue.size="50000" queue.filename="lachan"
           queue.maxDiskSpace="2g" queue.saveOnShutdown="on"
           action.resumeRetryCount="-1")
)";

constexpr std::string_view kUdp =
    R"(*.* action(type="omfwd" target="{{host}}" port="{{port}}" protocol="udp"
           template="RSYSLOG_SyslogProtocol23Format")
)";

constexpr std::string_view kBulk = R"(module(load="omelasticsearch")
template(name="lachan" type="list" option.jsonf="on") {
  property(outname="@timestamp" name="timereported" dateFormat="rfc3339" format="jsonf")
  property(outname="host.name" name="hostname" format="jsonf")
  property(outname="program" name="programname" format="jsonf")
  property(outname="log.level" name="syslogseverity-text" format="jsonf")
  property(outname="message" name="msg" format="jsonf")
}
*.* action(type="omelasticsearch" server="{{http_host}}" serverport="{{http_port}}"
           usehttps="{{http_tls}}" uid="nguon" pwd="{{token}}"
           searchIndex="syslog" searchType="" bulkmode="on" template="lachan"
           action.resumeRetryCount="-1" queue.type="LinkedList" queue.size="50000"
           queue.filename="lachan-es" queue.saveOnShutdown="on" queue.dequeueBatchSize="1000")
)";

Guide Rsyslog() {
  Guide guide{"rsyslog", "rsyslog", "unix", {}};
  guide.recipes = {
      {Way::kRelpTls, "conf", kRsyslogFile,
       "Cách tốt nhất. Cần gói rsyslog-relp; máy chủ cấp chứng thư cho máy gửi bằng lachan tls "
       "issue.",
       "The best way. Needs the package rsyslog-relp; the server issues the sender's certificate "
       "with lachan tls issue.",
       kRelpTls},
      {Way::kRelp, "conf", kRsyslogFile,
       "Cần gói rsyslog-relp. Không mất dòng nào khi mạng hoặc máy chủ gián đoạn: chỉ xác nhận khi "
       "đã ghi xuống đĩa.",
       "Needs the package rsyslog-relp. Nothing is lost while the network or the server is away: a "
       "record is acknowledged once it is on disk.",
       kRelp},
      {Way::kTls, "conf", kRsyslogFile,
       "Cần gói rsyslog-openssl; máy chủ cấp chứng thư cho máy gửi bằng lachan tls issue.",
       "Needs rsyslog-openssl; the server issues the sender's certificate with lachan tls issue.",
       kTls},
      {Way::kTcp, "conf", kRsyslogFile,
       "Sau khi lưu: rsyslogd -N1 để kiểm tra, rồi systemctl restart rsyslog.",
       "Then check with rsyslogd -N1 and run systemctl restart rsyslog.", kTcp},
      {Way::kUdp, "conf", kRsyslogFile,
       "UDP có thể mất dòng mà không ai biết; chỉ dùng khi không còn cách khác.",
       "UDP may lose lines unnoticed; use it only where nothing else works.", kUdp},
      {Way::kHttp, "conf", kRsyslogFile, "Cần gói rsyslog-elasticsearch.",
       "Needs rsyslog-elasticsearch.", kBulk}};
  return guide;
}

Guide SyslogNg() {
  Guide guide{"syslog-ng", "syslog-ng", "unix", {}};
  guide.recipes = {
      {Way::kTls, "conf", kSyslogNgFile, "Máy chủ cấp chứng thư cho máy gửi bằng lachan tls issue.",
       "The server issues the sender's certificate with lachan tls issue.",
       R"(destination d_lachan {
  network("{{host}}" port({{port}}) transport("tls") flags(syslog-protocol)
    tls(ca-file("/etc/syslog-ng/lachan/ca.pem") cert-file("/etc/syslog-ng/lachan/sender.pem")
        key-file("/etc/syslog-ng/lachan/sender.key") peer-verify(required-trusted))
    disk-buffer(reliable(yes) disk-buf-size(2147483648) mem-buf-size(10000000)));
};
log { source(s_src); destination(d_lachan); };
)"},
      {Way::kTcp, "conf", kSyslogNgFile,
       "Trên Debian nguồn tên là s_src; ở nơi khác xem syslog-ng.conf.",
       "On Debian the source is called s_src; elsewhere see syslog-ng.conf.",
       R"(destination d_lachan {
  syslog("{{host}}" port({{port}}) transport("tcp")
    disk-buffer(reliable(yes) disk-buf-size(2147483648) mem-buf-size(10000000)));
};
log { source(s_src); destination(d_lachan); };
)"},
      {Way::kUdp, "conf", kSyslogNgFile, "", "",
       R"(destination d_lachan { syslog("{{host}}" port({{port}}) transport("udp")); };
log { source(s_src); destination(d_lachan); };
)"},
      {Way::kHttp, "conf", kSyslogNgFile, "Cần gói syslog-ng-mod-http.",
       "Needs syslog-ng-mod-http.",
       R"(destination d_lachan {
  http(url("{{url}}/ingest/v1/events") method("POST")
    headers("Authorization: Bearer {{token}}")
    body("<$PRI>1 $ISODATE $HOST $PROGRAM $PID - - $MSG") delimiter("\n")
    batch-lines(1000) batch-bytes(1048576) batch-timeout(1000) workers(2)
    response-action(429 => retry, 503 => retry));
};
log { source(s_src); destination(d_lachan); };
)"}};
  return guide;
}

}  // namespace

std::vector<Guide> UnixGuides() {
  Guide logger{"logger", "logger", "unix", {}};
  logger.recipes = {
      {Way::kTcp, "sh", "", "Gửi một dòng để thử.", "Sends one line as a test.",
       "logger --server {{host}} --port {{port}} --tcp --octet-count --rfc5424 --tag thu-nghiem "
       "\"Dòng kiểm tra\"\n"},
      {Way::kUdp, "sh", "", "Gửi một dòng để thử.", "Sends one line as a test.",
       "logger --server {{host}} --port {{port}} --udp --rfc5424 --tag thu-nghiem "
       "\"Dòng kiểm tra\"\n"}};
  return {Rsyslog(), SyslogNg(), std::move(logger)};
}

}  // namespace lachan::sources
