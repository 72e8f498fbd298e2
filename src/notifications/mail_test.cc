// SPDX-License-Identifier: Apache-2.0
#include "notifications/mail.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "notifications/texts.h"

namespace lachan::notifications {
namespace {

Mail Sample() {
  Mail mail;
  mail.from_name = "Lá Chắn";
  mail.from_address = "lachan@thanhhoa.example";
  mail.to_name = "Nguyễn Văn \"A\"";
  mail.to_address = "a@syt.example";
  mail.subject = "Còn 7 ngày: Diễn tập thực chiến – Hệ thống quản lý văn bản và điều hành tỉnh";
  mail.text = "Kính gửi ông/bà,\n.\nHạn cuối: 11/12/2026 \n";
  mail.mail_id = "1.ab@thanhhoa.example";
  mail.list_id = "nhac-viec.lachan.example";
  mail.date = ParseInstant("2026-11-29T08:00:00+07:00").value();
  return mail;
}

TEST(Mail, HasTheHeadersThatAutomaticMailNeeds) {
  const auto text = ComposeMail(Sample()).value();
  for (const char* line :
       {"From: =?UTF-8?B?TMOhIENo4bqvbg==?=\r\n <lachan@thanhhoa.example>\r\n",
        "Date: Sun, 29 Nov 2026 08:00:00 +0700\r\n", "Message-ID: <1.ab@thanhhoa.example>\r\n",
        "Auto-Submitted: auto-generated\r\n", "List-Id: <nhac-viec.lachan.example>\r\n",
        "Content-Type: text/plain; charset=UTF-8\r\n",
        "Content-Transfer-Encoding: quoted-printable\r\n"}) {
    EXPECT_NE(text.find(line), std::string::npos) << line << "\n" << text;
  }
}

TEST(Mail, NoLineIsTooLongAndEachEndsWithBoth) {
  auto mail = Sample();
  mail.text = std::string(5000, 'x') + "\n" + std::string(400, ' ') + "ấ\n";
  for (int i = 0; i < 60; ++i) mail.subject += " Thanh Hóa";
  const auto text = ComposeMail(mail).value();
  std::size_t begin = 0;
  while (begin < text.size()) {
    const auto end = text.find("\r\n", begin);
    ASSERT_NE(end, std::string::npos) << "a line without CRLF";
    EXPECT_LE(end - begin, 78U) << text.substr(begin, end - begin);
    EXPECT_EQ(text.substr(begin, end - begin).find('\n'), std::string::npos);
    begin = end + 2;
  }
}

TEST(Mail, EncodedWordsSplitBetweenCharacters) {
  const auto header = EncodeHeader(std::string("Diễn tập thực chiến ấấấấấấấấấấấấấấấấấấấấấấấấấấấ"));
  for (const auto line : Split(header, '\n')) {
    auto word = Trim(line);
    ASSERT_TRUE(word.starts_with("=?UTF-8?B?") && word.ends_with("?=")) << word;
    EXPECT_LE(word.size(), 75U);
    word = word.substr(10, word.size() - 12);
    const auto bytes = FromBase64(word);
    ASSERT_TRUE(bytes) << word;
    EXPECT_TRUE(IsValidUtf8(*bytes)) << word;
  }
  EXPECT_EQ(EncodeHeader("plain text"), "plain text");
  EXPECT_NE(EncodeHeader("=?UTF-8?B?QQ==?="), "=?UTF-8?B?QQ==?=");
}

TEST(Mail, HeadersCannotBeInjected) {
  auto mail = Sample();
  mail.subject = "Chào\r\nBcc: everybody@evil.example\r\n\r\nbody";
  mail.to_name = "A\r\nBcc: x@y.example";
  const auto text = ComposeMail(mail).value();
  EXPECT_EQ(text.find("\r\nBcc:"), std::string::npos) << text;
  EXPECT_EQ(text.find("\r\n\r\nbody"), std::string::npos);
  for (const char* wrong :
       {"a@b.vn\r\nBcc: c@d.vn", "a@b.vn>\r\nRCPT TO:<c@d.vn", "a b@c.vn", "a@", "@b", "a@b c",
        "a\x01@b.vn", "\"a b\"@c.vn", "á@b.vn", "a@b..vn", "<a@b.vn>", ""}) {
    mail.to_address = wrong;
    EXPECT_FALSE(ComposeMail(mail)) << wrong;
  }
}

TEST(Mail, BodyKeepsBlanksDotsAndLetters) {
  EXPECT_EQ(QuotedPrintable("a \n.\nb=c\n"), "a=20\r\n=2E\r\nb=3Dc\r\n");
  EXPECT_EQ(QuotedPrintable("Hạn"), "H=E1=BA=A1n\r\n");
  EXPECT_EQ(QuotedPrintable("a\r\nb"), "a\r\nb\r\n");
}

TEST(Mail, OthersDoNotSeePersonalLinks) {
  EXPECT_EQ(WithoutSecrets("x https://h/xac-nhan/abc.DEF-1\n y /xac-nhan/q"),
            "x https://h/xac-nhan/…\n y /xac-nhan/…");
  EXPECT_EQ(WithoutSecrets("nothing"), "nothing");
}

}  // namespace
}  // namespace lachan::notifications
