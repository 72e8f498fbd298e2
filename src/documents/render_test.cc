// SPDX-License-Identifier: Apache-2.0
// Both renderers from outside: what a reader of the file finds. Poppler and LibreOffice are used
// where they are installed (tools/setup.sh test installs both).
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>
#include <zip.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <pugixml.hpp>
#include <sstream>
#include <thread>

#include "base/hash.h"
#include "base/text.h"
#include "documents/render.h"
#include "documents/testing_sample.h"

#if defined(__SANITIZE_ADDRESS__)
// Fontconfig keeps 288 bytes a process (its list of object names) that nothing points to at the
// end.
extern "C" const char* __lsan_default_suppressions() { return "leak:libfontconfig"; }
#endif

namespace lachan::documents {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
namespace fs = std::filesystem;

fs::path Folder() {
  const char* binary = std::getenv("LACHAN_BINARY");
  const fs::path folder =
      (binary != nullptr ? fs::path(binary) : fs::temp_directory_path()) / "documents_test";
  fs::create_directories(folder);
  return folder;
}

fs::path Write(const std::string& name, const std::string& bytes) {
  const fs::path path = Folder() / name;
  std::ofstream(path, std::ios::binary) << bytes;
  return path;
}

std::string Output(const std::string& command) {
  std::string out;
  FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return out;
  std::array<char, 4096> buffer{};
  std::size_t got = 0;
  while ((got = fread(buffer.data(), 1, buffer.size(), pipe)) > 0) out.append(buffer.data(), got);
  pclose(pipe);
  return out;
}

bool Installed(const std::string& program) {
  return !Output("command -v " + program + " 2>/dev/null").empty();
}

#define LACHAN_NEEDS(program) \
  if (!Installed(program)) GTEST_SKIP() << "skipped: no " << (program)

/// White space squeezed, so that line breaks do not matter; NFC, as readers copy it.
std::string Squeezed(std::string_view text) {
  std::string out;
  for (const char c : ToNfc(text)) {
    const bool blank = c == ' ' || c == '\n' || c == '\f' || c == '\r' || c == '\t';
    if (!blank) {
      out += c;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  return out;
}

/// Without any white space: extractors guess it from gaps in justified lines, and paragraphs go on
/// over the page's foot.
std::string Solid(std::string_view text) {
  std::string out = Squeezed(text);
  std::erase(out, ' ');
  return out;
}

std::string PdfText(const fs::path& path, const std::string& options = "") {
  return Output("pdftotext -enc UTF-8 " + options + " '" + path.string() + "' -");
}

std::vector<std::string> PdfPages(const fs::path& path) {
  std::vector<std::string> pages;
  std::string page;
  for (const char c : PdfText(path, "-layout")) {
    if (c != '\f') {
      page += c;
      continue;
    }
    pages.push_back(std::move(page));
    page.clear();
  }
  return pages;
}

std::string FirstLine(const std::string& page) {
  for (const std::string_view line : Split(page, '\n')) {
    if (!Trim(line).empty()) return std::string(Trim(line));
  }
  return "";
}

std::string Part(const std::string& docx, const char* name) {
  zip_error_t error{};
  zip_source_t* source = zip_source_buffer_create(docx.data(), docx.size(), 0, &error);
  zip_t* archive = zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &error);
  if (archive == nullptr) return "";
  std::string out;
  if (zip_file_t* file = zip_fopen(archive, name, 0)) {
    std::array<char, 4096> buffer{};
    zip_int64_t got = 0;
    while ((got = zip_fread(file, buffer.data(), buffer.size())) > 0) {
      out.append(buffer.data(), static_cast<std::size_t>(got));
    }
    zip_fclose(file);
  }
  zip_discard(archive);
  return out;
}

std::vector<std::string> PartNames(const std::string& docx) {
  zip_error_t error{};
  zip_source_t* source = zip_source_buffer_create(docx.data(), docx.size(), 0, &error);
  zip_t* archive = zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &error);
  std::vector<std::string> names;
  if (archive == nullptr) return names;
  for (zip_int64_t n = 0; n < zip_get_num_entries(archive, 0); ++n) {
    names.emplace_back(zip_get_name(archive, static_cast<zip_uint64_t>(n), 0));
  }
  zip_discard(archive);
  return names;
}

/// The paragraphs of `xml` as "style: text", in order.
std::vector<std::string> Paragraphs(const std::string& xml) {
  pugi::xml_document document;
  if (!document.load_buffer(xml.data(), xml.size(), pugi::parse_default | pugi::parse_ws_pcdata)) {
    return {};
  }
  std::vector<std::string> out;
  for (const auto& found : document.select_nodes("//w:p")) {
    std::string text;
    for (const auto& piece : found.node().select_nodes(".//w:t")) text += piece.node().text().get();
    const char* style = found.node().child("w:pPr").child("w:pStyle").attribute("w:val").value();
    if (!text.empty()) out.push_back(fmt::format("{}: {}", style, text));
  }
  return out;
}

std::string Docx(const OfficialDocument& document) {
  auto bytes = ToDocx(document);
  EXPECT_TRUE(bytes.has_value()) << bytes.error().Text();
  return std::move(bytes).value_or("");
}

std::string Pdf(const OfficialDocument& document) {
  auto bytes = ToPdf(document);
  EXPECT_TRUE(bytes.has_value()) << bytes.error().Text();
  return std::move(bytes).value_or("");
}

/// Every name here has stacked marks that fonts and extractors stumble over.
constexpr std::array kNames = {"Hạc Thành",
                               "Sầm Sơn",
                               "Bỉm Sơn",
                               "Hoằng Hóa",
                               "Mường Lát",
                               "Pù Nhi",
                               "Trung Lý",
                               "Như Xuân",
                               "Thọ Xuân",
                               "Quảng Xương",
                               "Đào Duy Từ",
                               "Cẩm Thủy",
                               "Nguyệt Ấn",
                               "Hậu Lộc",
                               "Nguyễn Thị Ngọc Diễm",
                               "Đặng Hữu Phước",
                               "Võ Kỳ Vỹ",
                               "Lương Ngọc Quyến",
                               "Tạ Thị Ỷ Lan",
                               "ẰẲẴẮẶ ẦẨẪẤẬ ỀỂỄẾỆ ỒỔỖỐỘ ỜỞỠỚỢ ỪỬỮỨỰ ỲỶỸÝỴ ĐĂÂÊÔƠƯ",
                               "ằẳẵắặ ầẩẫấậ ềểễếệ ồổỗốộ ờởỡớợ ừửữứự ỳỷỹýỵ đăâêôơư"};

TEST(Docx, PartsAreSortedAndComplete) {
  const auto names = PartNames(Docx(testing::MonthlyReport(Standing::issued)));
  EXPECT_THAT(names,
              ::testing::ElementsAre("[Content_Types].xml", "_rels/.rels", "docProps/app.xml",
                                     "docProps/core.xml", "word/_rels/document.xml.rels",
                                     "word/document.xml", "word/fontTable.xml", "word/header1.xml",
                                     "word/header2.xml", "word/settings.xml", "word/styles.xml"));
  EXPECT_TRUE(std::ranges::is_sorted(names));
}

TEST(Docx, ALetterParagraphByParagraph) {
  EXPECT_THAT(
      Paragraphs(Part(Docx(testing::Letter()), "word/document.xml")),
      ::testing::ElementsAre(
          "CoQuanBanHanh: ỦY BAN NHÂN DÂN", "CoQuanBanHanh: TỈNH THANH HÓA",
          "QuocHieu: CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "TieuNgu: Độc lập - Tự do - Hạnh phúc",
          "SoKyHieu: Số: 131/UBND-KSTTHC",
          "TrichYeuCongVan: V/v cảnh báo lỗ hổng nghiêm trọng trên thiết bị tường lửa",
          "DiaDanhNgay: Thanh Hóa, ngày 15 tháng 02 năm 2027",
          "KinhGuiNhan: Kính gửi:", "KinhGuiNoi: - Các sở, ban, ngành cấp tỉnh;",
          "KinhGuiNoi: - Ủy ban nhân dân các xã, phường.",
          "CanCu: Căn cứ Luật An ninh mạng năm 2025;",
          "CanCu: Căn cứ đề nghị của Giám đốc Công an tỉnh.",
          "ThanBai: Chủ tịch Ủy ban nhân dân tỉnh yêu cầu các cơ quan rà soát, cập nhật bản vá "
          "trước ngày 20/02/2027 và báo cáo kết quả về Công an tỉnh để tổng hợp.",
          "ThanBai: Trong quá trình thực hiện, nếu có vướng mắc, đề nghị liên hệ Công an tỉnh./.",
          "NoiNhan: Nơi nhận:", "NoiNhanDong: - Như trên;",
          "NoiNhanDong: - Chủ tịch, các Phó Chủ tịch UBND tỉnh;", "NoiNhanDong: - Lưu: VT, KSTTHC.",
          "QuyenHan: TM. ỦY BAN NHÂN DÂN", "QuyenHan: KT. CHỦ TỊCH", "QuyenHan: PHÓ CHỦ TỊCH",
          "HoTen: Đặng Văn Ngữ"));
}

TEST(Docx, SectionsAreA4WithOwnPageNumbers) {
  const std::string xml = Part(Docx(testing::MonthlyReport(Standing::issued)), "word/document.xml");
  pugi::xml_document document;
  ASSERT_TRUE(document.load_string(xml.c_str()));
  const auto sections = document.select_nodes("//w:sectPr");
  ASSERT_EQ(sections.size(), 2);
  for (const auto& found : sections) {
    const pugi::xml_node section = found.node();
    EXPECT_EQ(section.child("w:pgSz").attribute("w:w").as_int(), 11906);
    EXPECT_EQ(section.child("w:pgSz").attribute("w:h").as_int(), 16838);
    EXPECT_EQ(section.child("w:pgMar").attribute("w:left").as_int(), 1701);
    EXPECT_EQ(section.child("w:pgNumType").attribute("w:start").as_int(), 1);
    EXPECT_TRUE(section.child("w:titlePg"));
  }
}

TEST(Docx, TableTitlesRepeatAndFiguresStandRight) {
  const std::string xml = Part(Docx(testing::MonthlyReport(Standing::issued)), "word/document.xml");
  pugi::xml_document document;
  ASSERT_TRUE(document.load_string(xml.c_str()));
  const auto tables = document.select_nodes("//w:tbl[w:tblPr/w:tblBorders]");
  ASSERT_EQ(tables.size(), 3);
  for (const auto& table : tables) {
    EXPECT_TRUE(table.node().child("w:tr").child("w:trPr").child("w:tblHeader"));
  }
  const auto figure = document.select_node("//w:p[w:r/w:t='94,8']").node();
  EXPECT_STREQ(figure.child("w:pPr").child("w:pStyle").attribute("w:val").value(), "OBangSo");
  const auto total = document.select_node("//w:tc[w:p/w:r/w:t='Tổng cộng']").node();
  EXPECT_EQ(total.child("w:tcPr").child("w:gridSpan").attribute("w:val").as_int(), 2);
}

TEST(Docx, StylesCarryTheForm) {
  pugi::xml_document styles;
  const std::string docx = Docx(testing::Letter());
  ASSERT_TRUE(styles.load_string(Part(docx, "word/styles.xml").c_str()));
  const pugi::xml_node body = styles.select_node("//w:style[@w:styleId='ThanBai']").node();
  EXPECT_EQ(body.child("w:rPr").child("w:sz").attribute("w:val").as_int(), 28);
  EXPECT_EQ(body.child("w:pPr").child("w:ind").attribute("w:firstLine").as_int(), 720);
  EXPECT_EQ(body.child("w:pPr").child("w:spacing").attribute("w:before").as_int(), 120);
  EXPECT_STREQ(body.child("w:pPr").child("w:jc").attribute("w:val").value(), "both");
  const pugi::xml_node fonts = styles.select_node("//w:docDefaults//w:rFonts").node();
  EXPECT_STREQ(fonts.attribute("w:ascii").value(), "Times New Roman");
  EXPECT_THAT(Part(docx, "word/fontTable.xml"), HasSubstr("Liberation Serif"));
  EXPECT_THAT(Part(docx, "docProps/core.xml"), HasSubstr("2027-02-14T17:00:00Z"));
}

TEST(Docx, EachPageBearsTheMarkUnlessIssued) {
  for (const Standing standing : {Standing::draft, Standing::exercise, Standing::demo}) {
    const std::string docx = Docx(testing::MonthlyReport(standing));
    for (const char* header : {"word/header1.xml", "word/header2.xml"}) {
      const std::string xml = Part(docx, header);
      EXPECT_THAT(Paragraphs(xml)[0], HasSubstr(std::string(Mark(standing))));
      EXPECT_THAT(xml, HasSubstr("v:textpath"));
    }
  }
  const std::string docx = Docx(testing::MonthlyReport(Standing::issued));
  EXPECT_THAT(Part(docx, "word/header1.xml"), Not(HasSubstr("v:textpath")));
  EXPECT_THAT(Part(docx, "word/header1.xml"), HasSubstr("PAGE"));
  EXPECT_THAT(Part(docx, "word/header2.xml"), Not(HasSubstr("w:t")));
}

TEST(Docx, MarkupInTextStaysText) {
  OfficialDocument document = testing::Letter();
  document.body = {testing::Plain("<w:p/> & \"]]>\" 'x'")};
  EXPECT_THAT(Paragraphs(Part(Docx(document), "word/document.xml")),
              ::testing::Contains("ThanBai: <w:p/> & \"]]>\" 'x'./."));
}

TEST(Bytes, EqualDocumentsGiveEqualBytes) {
  const OfficialDocument report = testing::MonthlyReport(Standing::demo);
  const std::string docx = Docx(report);
  const std::string pdf = Pdf(report);
  setenv("TZ", "America/New_York", 1);
  tzset();
  std::string docx_again;
  std::string pdf_again;
  std::thread other([&] {
    docx_again = Docx(report);
    pdf_again = Pdf(report);
  });
  other.join();
  unsetenv("TZ");
  tzset();
  EXPECT_EQ(Sha256Hex(docx), Sha256Hex(docx_again));
  EXPECT_EQ(Sha256Hex(pdf), Sha256Hex(pdf_again));
  EXPECT_NE(Sha256Hex(pdf), Sha256Hex(Pdf(testing::MonthlyReport(Standing::issued))));
}

TEST(Bytes, ThreadsDoNotDisturbOneAnother) {
  const OfficialDocument report = testing::MonthlyReport(Standing::demo);
  const std::string docx = Docx(report);
  const std::string pdf = Pdf(report);
  std::array<bool, 4> equal{};
  std::vector<std::thread> threads;
  for (bool& slot : equal) {
    threads.emplace_back([&] {
      slot = true;
      for (int n = 0; n < 5; ++n) {
        slot = slot && ToDocx(report).value_or("") == docx && ToPdf(report).value_or("") == pdf;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(equal, ::testing::Each(true));
}

TEST(Pdf, IsA4DatedByTheDocumentWithItsFontInside) {
  LACHAN_NEEDS("pdfinfo");
  const fs::path path = Write("issued.pdf", Pdf(testing::MonthlyReport(Standing::issued)));
  const std::string info = Output("TZ=Asia/Ho_Chi_Minh pdfinfo -isodates '" + path.string() + "'");
  EXPECT_THAT(info, HasSubstr("(A4)"));
  EXPECT_THAT(info, HasSubstr("CreationDate:    2026-12-02T00:00:00+07"));
  EXPECT_THAT(info, HasSubstr("Báo cáo 05/BC-CAT"));
  const std::string fonts = Output("pdffonts '" + path.string() + "'");
  EXPECT_THAT(fonts, HasSubstr("LiberationSerif"));
  EXPECT_THAT(fonts, Not(HasSubstr(" no  "))) << "every font embedded, with Unicode map\n" << fonts;
}

TEST(Pdf, PageNumbersStartOnTheSecondPageOfEachPart) {
  LACHAN_NEEDS("pdftotext");
  const auto pages = PdfPages(Write("issued.pdf", Pdf(testing::MonthlyReport(Standing::issued))));
  ASSERT_GE(pages.size(), 4);
  EXPECT_THAT(FirstLine(pages[0]), HasSubstr("CỘNG HÒA XÃ HỘI"));
  EXPECT_EQ(FirstLine(pages[1]), "2");
  EXPECT_EQ(FirstLine(pages[2]), "3");
  EXPECT_EQ(FirstLine(pages.back()).substr(0, 2), "Ph") << "an annex of one page has no number";
}

TEST(Pdf, EachPageBearsTheMarkUnlessIssued) {
  LACHAN_NEEDS("pdftotext");
  for (const Standing standing : {Standing::draft, Standing::exercise, Standing::demo}) {
    const std::string mark(Mark(standing));
    for (const std::string& page :
         PdfPages(Write("marked.pdf", Pdf(testing::MonthlyReport(standing))))) {
      EXPECT_THAT(ToNfc(page), HasSubstr(mark));
    }
  }
  const fs::path issued = Write("issued.pdf", Pdf(testing::MonthlyReport(Standing::issued)));
  for (const char* mark : {"DỰ THẢO", "DIỄN TẬP", "DỮ LIỆU MẪU"}) {
    EXPECT_THAT(ToNfc(PdfText(issued)), Not(HasSubstr(mark)));
  }
}

TEST(Pdf, VietnameseTextComesOutAsItWentIn) {
  LACHAN_NEEDS("pdftotext");
  OfficialDocument document = testing::Letter();
  document.body.clear();
  for (const char* name : kNames) document.body.emplace_back(testing::Plain(name));
  document.body.emplace_back(testing::Plain("Ho\u0302\u0300i Xua\u0302n"));  // decomposed
  Write("letter.pdf", Pdf(testing::Letter()));
  const std::string text = Squeezed(PdfText(Write("names.pdf", Pdf(document))));
  for (const char* name : kNames) EXPECT_THAT(text, HasSubstr(name));
  EXPECT_THAT(text, HasSubstr("Hồi Xuân./."));
}

TEST(Pdf, EveryAgencyOfTheProvinceComesOutAsItWentIn) {
  LACHAN_NEEDS("pdftotext");
  const char* source = std::getenv("LACHAN_SOURCE");
  const fs::path list =
      fs::path(source != nullptr ? source : ".") / "../shared/domain/communes_2025.csv";
  if (!fs::exists(list)) GTEST_SKIP() << "skipped: no ../shared";
  OfficialDocument document = testing::Letter();
  Table table{.columns = {{.title = "Tên", .width = 3}, {.title = "Mã", .align = Align::right}}};
  std::ifstream file(list);
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    const auto cells = Split(line, ',');
    ASSERT_GE(cells.size(), 4);
    table.rows.push_back({{.text = std::string(cells[3])}, {.text = std::string(cells[0])}});
  }
  ASSERT_GE(table.rows.size(), 160);
  document.body = {table};
  const std::string text = Squeezed(PdfText(Write("communes.pdf", Pdf(document)), "-layout"));
  for (const auto& row : table.rows) {
    EXPECT_THAT(text, HasSubstr(ToNfc(row[0].text) + " " + row[1].text));
  }
}

TEST(Pdf, EveryRowOfALongTableIsPrintedOnceUnderARepeatedTitle) {
  LACHAN_NEEDS("pdftotext");
  OfficialDocument document = testing::Letter();
  Table table{.columns = {{.title = "Mã số"}, {.title = "Nội dung", .width = 3}}};
  for (int n = 0; n < 200; ++n) {
    table.rows.push_back({{.text = fmt::format("R{:03}", n)}, {.text = "nội dung"}});
  }
  document.body = {table};
  const auto pages = PdfPages(Write("rows.pdf", Pdf(document)));
  ASSERT_GE(pages.size(), 4);
  int titles = 0;
  std::string all;
  for (const std::string& page : pages) {
    if (ToNfc(page).find("Mã số") != std::string::npos) ++titles;
    all += page;
  }
  EXPECT_GE(titles, static_cast<int>(pages.size()) - 1);
  for (int n = 0; n < 200; ++n) {
    const std::string code = fmt::format("R{:03}", n);
    const auto at = all.find(code);
    ASSERT_NE(at, std::string::npos) << code;
    EXPECT_EQ(all.find(code, at + 1), std::string::npos) << code;
  }
}

TEST(Pdf, ACellLongerThanAPageLosesNothing) {
  LACHAN_NEEDS("pdftotext");
  OfficialDocument document = testing::Letter();
  std::string words;
  for (int n = 0; n < 3000; ++n) words += fmt::format("w{:04} ", n);
  document.body = {Table{.columns = {{.title = "A"}, {.title = "B", .width = 2}},
                         .rows = {{{.text = "x"}, {.text = words}}}}};
  const std::string text = PdfText(Write("cell.pdf", Pdf(document)));
  for (int n = 0; n < 3000; ++n) {
    ASSERT_THAT(text.find(fmt::format("w{:04}", n)), Not(std::string::npos)) << n;
  }
}

TEST(Pdf, LongWordsStayOnThePaper) {
  LACHAN_NEEDS("pdftotext");
  OfficialDocument document = testing::Letter();
  const std::string address(300, 'x');
  document.body = {testing::Plain(address), Table{.columns = {{.title = "A"}, {.title = "B"}},
                                                  .rows = {{{.text = address}, {.text = "1"}}}}};
  // Bounding boxes of all words lie within the page.
  const std::string boxes = PdfText(Write("long.pdf", Pdf(document)), "-bbox");
  pugi::xml_document xml;
  ASSERT_TRUE(xml.load_string(boxes.c_str()));
  int words = 0;
  for (const auto& word : xml.select_nodes("//word")) {
    EXPECT_LT(word.node().attribute("xMax").as_double(), 595.3 - 18 * 72 / 25.4 + 1);
    ++words;
  }
  EXPECT_GT(words, 20);
}

TEST(Pdf, TheSignatureIsNotAloneOnItsPage) {
  LACHAN_NEEDS("pdftotext");
  // One line more each time: somewhere the signature no longer fits the first page.
  for (int lines = 8; lines < 30; ++lines) {
    OfficialDocument document = testing::Letter();
    document.body.clear();
    for (int n = 0; n < lines; ++n) {
      document.body.emplace_back(testing::Plain(fmt::format("Nội dung thứ {}.", n)));
    }
    document.body.emplace_back(testing::Plain("Câu cuối cùng."));
    const auto pages = PdfPages(Write("flow.pdf", Pdf(document)));
    const std::string last = ToNfc(pages.back());
    EXPECT_THAT(last, HasSubstr("Câu cuối cùng./.")) << lines;
    EXPECT_THAT(last, HasSubstr("Nơi nhận:")) << lines;
    EXPECT_THAT(last, HasSubstr("Đặng Văn Ngữ")) << lines;
  }
}

TEST(Docx, LibreOfficeReadsTheSameText) {
  LACHAN_NEEDS("soffice");
  LACHAN_NEEDS("pdftotext");
  const OfficialDocument report = testing::MonthlyReport(Standing::demo);
  const fs::path docx = Write("report.docx", Docx(report));
  const fs::path profile = Folder() / fmt::format("profile-{}", getpid());
  fs::remove(Folder() / "office" / "report.pdf");
  Output(
      fmt::format("timeout 120 soffice -env:UserInstallation=file://{} --headless --convert-to pdf "
                  "--outdir '{}' '{}' 2>&1",
                  profile.string(), (Folder() / "office").string(), docx.string()));
  fs::remove_all(profile);
  ASSERT_TRUE(fs::exists(Folder() / "office" / "report.pdf")) << "LibreOffice refused the file";
  const fs::path ours = Write("report.pdf", Pdf(report));
  const std::string converted = Solid(PdfText(Folder() / "office" / "report.pdf"));
  const std::string direct = Solid(PdfText(ours));
  for (const std::string& paragraph : Paragraphs(Part(Docx(report), "word/document.xml"))) {
    const std::string text = Solid(paragraph.substr(paragraph.find(": ") + 2));
    EXPECT_THAT(converted, HasSubstr(text));
    EXPECT_THAT(direct, HasSubstr(text));
  }
  EXPECT_EQ(PdfPages(Folder() / "office" / "report.pdf").size(), PdfPages(ours).size());
}

}  // namespace
}  // namespace lachan::documents
