// SPDX-License-Identifier: Apache-2.0
#include "documents/docx_parts.h"

#include <fmt/format.h>

#include <cmath>

#include "documents/typeset.h"

namespace lachan::documents {
namespace {

constexpr const char* kWord = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
constexpr const char* kRelations = "http://schemas.openxmlformats.org/package/2006/relationships";
constexpr std::string_view kOffice =
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";
constexpr std::string_view kType =
    "application/vnd.openxmlformats-officedocument.wordprocessingml.";

pugi::xml_node Root(pugi::xml_document& xml, const char* name, const char* ns_name,
                    const char* ns) {
  pugi::xml_node root = xml.append_child(name);
  root.append_attribute(ns_name) = ns;
  return root;
}

void Relation(pugi::xml_node root, const char* id, const std::string& type, const char* target) {
  pugi::xml_node node = root.append_child("Relationship");
  node.append_attribute("Id") = id;
  node.append_attribute("Type") = type.c_str();
  node.append_attribute("Target") = target;
}

void Fonts(pugi::xml_node run_properties) {
  pugi::xml_node fonts = run_properties.append_child("w:rFonts");
  for (const char* slot : {"w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"}) {
    fonts.append_attribute(slot) = kDocxFont;
  }
}

const char* Justification(Adjust adjust) {
  switch (adjust) {
    case Adjust::kLeft:
      return "left";
    case Adjust::kCentre:
      return "center";
    case Adjust::kRight:
      return "right";
    case Adjust::kJustify:
      return "both";
  }
  return "left";
}

void StyleEntry(pugi::xml_node root, const Style& style) {
  pugi::xml_node node = root.append_child("w:style");
  node.append_attribute("w:type") = "paragraph";
  node.append_attribute("w:customStyle") = "1";
  node.append_attribute("w:styleId") = std::string(style.key).c_str();
  Valued(node, "w:name", std::string(style.name));
  Valued(node, "w:basedOn", "Normal");
  node.append_child("w:qFormat");
  pugi::xml_node paragraph = node.append_child("w:pPr");
  if (style.keep_next) paragraph.append_child("w:keepNext");
  pugi::xml_node spacing = paragraph.append_child("w:spacing");
  spacing.append_attribute("w:before") = Twips(style.before);
  spacing.append_attribute("w:after") = 0;
  spacing.append_attribute("w:line") = static_cast<int>(std::lround(240 * style.spacing));
  spacing.append_attribute("w:lineRule") = "auto";
  if (style.indent > 0 || style.left > 0) {
    pugi::xml_node indent = paragraph.append_child("w:ind");
    if (style.left > 0) indent.append_attribute("w:left") = TwipsOfMm(style.left);
    if (style.indent > 0) indent.append_attribute("w:firstLine") = TwipsOfMm(style.indent);
  }
  Valued(paragraph, "w:jc", Justification(style.adjust));
  if (style.outline > 0) Valued(paragraph, "w:outlineLvl", std::to_string(style.outline - 1));
  pugi::xml_node run = node.append_child("w:rPr");
  for (const char* bold : {"w:b", "w:bCs"}) {
    if (style.bold) run.append_child(bold);
  }
  for (const char* italic : {"w:i", "w:iCs"}) {
    if (style.italic) run.append_child(italic);
  }
  if (style.id == StyleId::kMark) Valued(run, "w:color", "C00000");
  const std::string half_points = std::to_string(std::lround(style.size * 2));
  Valued(run, "w:sz", half_points);
  Valued(run, "w:szCs", half_points);
}

/// The mark, large and pale, behind the text.
void Watermark(pugi::xml_node run, const std::string& mark, const char* id) {
  pugi::xml_node picture = run.append_child("w:pict");
  pugi::xml_node type = picture.append_child("v:shapetype");
  type.append_attribute("id") = "_x0000_t136";
  type.append_attribute("coordsize") = "21600,21600";
  type.append_attribute("o:spt") = "136";
  type.append_attribute("adj") = "10800";
  type.append_attribute("path") = "m@7,l@8,m@5,21600l@6,21600e";
  pugi::xml_node formulas = type.append_child("v:formulas");
  for (const char* formula :
       {"sum #0 0 10800", "prod #0 2 1", "sum 21600 0 @1", "sum 0 0 @2", "sum 21600 0 @3",
        "if @0 @3 0", "if @0 21600 @1", "if @0 0 @2", "if @0 @4 21600", "mid @5 @6", "mid @8 @5",
        "mid @7 @8", "mid @6 @7", "sum @6 0 @5"}) {
    formulas.append_child("v:f").append_attribute("eqn") = formula;
  }
  pugi::xml_node path = type.append_child("v:path");
  path.append_attribute("textpathok") = "t";
  path.append_attribute("o:connecttype") = "custom";
  path.append_attribute("o:connectlocs") = "@9,0;@10,10800;@11,21600;@12,10800";
  path.append_attribute("o:connectangles") = "270,180,90,0";
  pugi::xml_node on = type.append_child("v:textpath");
  on.append_attribute("on") = "t";
  on.append_attribute("fitshape") = "t";

  pugi::xml_node shape = picture.append_child("v:shape");
  shape.append_attribute("id") = (std::string("DauHieuNen") + id).c_str();
  shape.append_attribute("o:spid") = id;
  shape.append_attribute("type") = "#_x0000_t136";
  shape.append_attribute("style") =
      "position:absolute;margin-left:0;margin-top:0;width:440pt;height:96pt;rotation:315;"
      "z-index:-251658752;mso-position-horizontal:center;"
      "mso-position-horizontal-relative:margin;mso-position-vertical:center;"
      "mso-position-vertical-relative:margin";
  shape.append_attribute("o:allowincell") = "f";
  shape.append_attribute("fillcolor") = "#e6e6e6";
  shape.append_attribute("stroked") = "f";
  pugi::xml_node text = shape.append_child("v:textpath");
  text.append_attribute("style") = "font-family:\"Times New Roman\";font-size:1pt;font-weight:bold";
  text.append_attribute("string") = mark.c_str();
}

}  // namespace

int Twips(double points) { return static_cast<int>(std::lround(points * 20)); }
int TwipsOfMm(double mm) { return Twips(mm * kPointsPerMm); }

std::string Serialise(const pugi::xml_document& xml) {
  struct Writer : pugi::xml_writer {
    void write(const void* data, std::size_t size) override {
      bytes.append(static_cast<const char*>(data), size);
    }
    std::string bytes;
  } writer;
  writer.bytes = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
  xml.save(writer, "", pugi::format_raw | pugi::format_no_declaration, pugi::encoding_utf8);
  return std::move(writer.bytes);
}

pugi::xml_node Valued(pugi::xml_node parent, const char* name, const std::string& value) {
  pugi::xml_node node = parent.append_child(name);
  node.append_attribute("w:val") = value.c_str();
  return node;
}

std::string ContentTypesPart() {
  pugi::xml_document xml;
  pugi::xml_node root =
      Root(xml, "Types", "xmlns", "http://schemas.openxmlformats.org/package/2006/content-types");
  const auto extension = [&](const char* ending, const char* type) {
    pugi::xml_node node = root.append_child("Default");
    node.append_attribute("Extension") = ending;
    node.append_attribute("ContentType") = type;
  };
  const auto part = [&](const char* name, const std::string& type) {
    pugi::xml_node node = root.append_child("Override");
    node.append_attribute("PartName") = name;
    node.append_attribute("ContentType") = type.c_str();
  };
  const std::string word(kType);
  extension("rels", "application/vnd.openxmlformats-package.relationships+xml");
  extension("xml", "application/xml");
  part("/docProps/app.xml",
       "application/vnd.openxmlformats-officedocument.extended-properties+xml");
  part("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml");
  part("/word/document.xml", word + "document.main+xml");
  part("/word/fontTable.xml", word + "fontTable+xml");
  part("/word/header1.xml", word + "header+xml");
  part("/word/header2.xml", word + "header+xml");
  part("/word/settings.xml", word + "settings+xml");
  part("/word/styles.xml", word + "styles+xml");
  return Serialise(xml);
}

std::string PackageRelationsPart() {
  pugi::xml_document xml;
  pugi::xml_node root = Root(xml, "Relationships", "xmlns", kRelations);
  Relation(root, "rId1", std::string(kOffice) + "officeDocument", "word/document.xml");
  Relation(root, "rId2",
           "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties",
           "docProps/core.xml");
  Relation(root, "rId3", std::string(kOffice) + "extended-properties", "docProps/app.xml");
  return Serialise(xml);
}

std::string DocumentRelationsPart() {
  pugi::xml_document xml;
  pugi::xml_node root = Root(xml, "Relationships", "xmlns", kRelations);
  const std::string office(kOffice);
  Relation(root, "rId1", office + "styles", "styles.xml");
  Relation(root, "rId2", office + "settings", "settings.xml");
  Relation(root, "rId3", office + "fontTable", "fontTable.xml");
  Relation(root, "rId4", office + "header", "header1.xml");
  Relation(root, "rId5", office + "header", "header2.xml");
  return Serialise(xml);
}

std::string StylesPart() {
  pugi::xml_document xml;
  pugi::xml_node root = Root(xml, "w:styles", "xmlns:w", kWord);
  pugi::xml_node defaults = root.append_child("w:docDefaults");
  pugi::xml_node run = defaults.append_child("w:rPrDefault").append_child("w:rPr");
  Fonts(run);
  Valued(run, "w:sz", "28");
  Valued(run, "w:szCs", "28");
  pugi::xml_node language = Valued(run, "w:lang", "vi-VN");
  language.append_attribute("w:eastAsia") = "vi-VN";
  language.append_attribute("w:bidi") = "ar-SA";
  pugi::xml_node paragraph = defaults.append_child("w:pPrDefault").append_child("w:pPr");
  pugi::xml_node spacing = paragraph.append_child("w:spacing");
  spacing.append_attribute("w:before") = 0;
  spacing.append_attribute("w:after") = 0;
  pugi::xml_node normal = root.append_child("w:style");
  normal.append_attribute("w:type") = "paragraph";
  normal.append_attribute("w:default") = "1";
  normal.append_attribute("w:styleId") = "Normal";
  Valued(normal, "w:name", "Normal");
  normal.append_child("w:qFormat");
  for (const Style& style : Styles()) StyleEntry(root, style);
  return Serialise(xml);
}

std::string SettingsPart() {
  pugi::xml_document xml;
  pugi::xml_node root = Root(xml, "w:settings", "xmlns:w", kWord);
  Valued(root, "w:defaultTabStop", std::to_string(TwipsOfMm(12.7)));
  pugi::xml_node compat = root.append_child("w:compat");
  pugi::xml_node mode = compat.append_child("w:compatSetting");
  mode.append_attribute("w:name") = "compatibilityMode";
  mode.append_attribute("w:uri") = "http://schemas.microsoft.com/office/word";
  mode.append_attribute("w:val") = "15";
  Valued(root, "w:themeFontLang", "vi-VN");
  Valued(root, "w:decimalSymbol", ",");
  Valued(root, "w:listSeparator", ";");
  return Serialise(xml);
}

std::string FontTablePart() {
  pugi::xml_document xml;
  pugi::xml_node root = Root(xml, "w:fonts", "xmlns:w", kWord);
  for (const char* name : {kPdfFont, kDocxFont}) {
    pugi::xml_node font = root.append_child("w:font");
    font.append_attribute("w:name") = name;
    if (name == std::string_view(kDocxFont)) Valued(font, "w:altName", kPdfFont);
    Valued(font, "w:panose1", "02020603050405020304");
    Valued(font, "w:charset", "00");
    Valued(font, "w:family", "roman");
    Valued(font, "w:pitch", "variable");
  }
  return Serialise(xml);
}

std::string CorePart(const Sheet& sheet) {
  pugi::xml_document xml;
  pugi::xml_node root =
      Root(xml, "cp:coreProperties", "xmlns:cp",
           "http://schemas.openxmlformats.org/package/2006/metadata/core-properties");
  root.append_attribute("xmlns:dc") = "http://purl.org/dc/elements/1.1/";
  root.append_attribute("xmlns:dcterms") = "http://purl.org/dc/terms/";
  root.append_attribute("xmlns:xsi") = "http://www.w3.org/2001/XMLSchema-instance";
  const auto text = [&](const char* name, const std::string& value) {
    pugi::xml_node node = root.append_child(name);
    node.text() = value.c_str();
    return node;
  };
  text("dc:title", sheet.title);
  text("dc:creator", sheet.author);
  text("dc:language", "vi-VN");
  const std::string date = FormatInstant(StartOfDay(sheet.date));
  for (const char* name : {"dcterms:created", "dcterms:modified"}) {
    text(name, date).append_attribute("xsi:type") = "dcterms:W3CDTF";
  }
  return Serialise(xml);
}

std::string ApplicationPart() {
  pugi::xml_document xml;
  pugi::xml_node root =
      Root(xml, "Properties", "xmlns",
           "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties");
  root.append_child("Application").text() = "Lá Chắn";
  return Serialise(xml);
}

std::string HeaderPart(const std::string& mark, bool page_number) {
  pugi::xml_document xml;
  pugi::xml_node root = Root(xml, "w:hdr", "xmlns:w", kWord);
  root.append_attribute("xmlns:v") = "urn:schemas-microsoft-com:vml";
  root.append_attribute("xmlns:o") = "urn:schemas-microsoft-com:office:office";
  const Style& style = Get(mark.empty() ? StyleId::kPageNumber : StyleId::kMark);
  pugi::xml_node paragraph = root.append_child("w:p");
  pugi::xml_node properties = paragraph.append_child("w:pPr");
  Valued(properties, "w:pStyle", std::string(style.key));
  if (!mark.empty()) {
    pugi::xml_node tab = Valued(properties.append_child("w:tabs"), "w:tab", "center");
    tab.append_attribute("w:pos") = TwipsOfMm(Page::kText / 2);
    // Shapes are numbered through the whole document.
    Watermark(paragraph.append_child("w:r"), mark, page_number ? "_x0000_s2050" : "_x0000_s2049");
    paragraph.append_child("w:r").append_child("w:t").text() = mark.c_str();
  }
  if (page_number) {
    if (!mark.empty()) paragraph.append_child("w:r").append_child("w:tab");
    pugi::xml_node field = paragraph.append_child("w:fldSimple");
    field.append_attribute("w:instr") = " PAGE ";
    pugi::xml_node run = field.append_child("w:r");
    pugi::xml_node face = run.append_child("w:rPr");
    Valued(face, "w:b", "0");
    Valued(face, "w:bCs", "0");
    Valued(face, "w:color", "000000");
    const std::string size = std::to_string(std::lround(Get(StyleId::kPageNumber).size * 2));
    Valued(face, "w:sz", size);
    Valued(face, "w:szCs", size);
    run.append_child("w:t").text() = "2";
  }
  return Serialise(xml);
}

}  // namespace lachan::documents
