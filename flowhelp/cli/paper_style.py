"""How a form looks: black on white, A4 and Letter, no step cut by the end of a page.

Source: CSS Paged Media Level 3 (page boxes and counters), CSS Fragmentation Level 3.
"""

from __future__ import annotations

_PAGE = """\
@page{margin:14mm 12mm 16mm 14mm;@bottom-left{content:FOOT;font:8pt sans-serif}
@bottom-right{content:"page " counter(page) " of " counter(pages);font:8pt sans-serif}}
"""
_WORDS = """\
*{box-sizing:border-box}
body{font:10.5pt/1.35 "Liberation Sans",Arial,Helvetica,sans-serif;color:#000;background:#fff;
max-width:190mm;margin:0 auto}
h1{font-size:17pt;margin:0 0 2mm}h2,h3,h4,h5,h6{margin:5mm 0 1.5mm;break-after:avoid}
h2{font-size:13pt}h3{font-size:11.5pt}h4,h5,h6{font-size:10.5pt}
p{margin:0 0 1.2mm}ul,ol{margin:0 0 1.2mm;padding-left:5mm}
pre{border:.3mm solid #000;border-left-width:1mm;margin:1mm 0;padding:1mm 2mm;font-size:9pt;
white-space:pre-wrap;overflow-wrap:anywhere}code{font-family:"Liberation Mono",monospace}
code,a,td,.to{overflow-wrap:anywhere}a{color:#000}small,.small{font-size:8pt}
blockquote{margin:1mm 0 1mm 2mm;padding-left:2mm;border-left:.5mm solid #000}
table{border-collapse:collapse;margin:1mm 0 2mm}td,th{border:.25mm solid #000;padding:.8mm 1.5mm;
text-align:left;vertical-align:top}.in{margin-left:5mm}
"""
_FORM = """\
table.form,table.steps,table.lines,table.rounds{width:100%}
table.form th{width:1%;white-space:nowrap;font-weight:normal;font-size:8.5pt}
.box{display:inline-block;width:3.6mm;height:3.6mm;border:.35mm solid #000;vertical-align:-.5mm;
margin-right:.6mm}
.line{display:inline-block;min-width:22mm;border-bottom:.3mm solid #000;height:1.1em;
vertical-align:-.15em}.line.short{min-width:17mm}.line.long{min-width:60mm}
td>.line:only-child{min-width:14mm}.write{white-space:nowrap;margin-right:2mm;line-height:2}
.pick{white-space:nowrap;margin-right:2.5mm}.ask{margin-top:1mm}
.value{font-weight:bold}.param{border:.25mm dotted #000;padding:0 .5mm}
table.lines td{height:8.5mm}table.lines .slim{width:15mm}table.lines .mid{width:34mm}
table.rounds td{height:7mm}table.rounds td:first-child{width:1%;
white-space:nowrap}tr,.alert,.frame,pre,li{break-inside:avoid}
tr.long{break-inside:auto}thead{display:table-header-group}
.legend{font-size:8.5pt;margin:2mm 0}.note{border:.6mm solid #000;padding:1mm 2mm;font-weight:bold}
.rollback{break-before:page}.end{break-inside:avoid}
"""
_STEPS = """\
table.steps>tbody>tr>td{padding:1.4mm 1.5mm}table.steps>thead th{font-size:8pt;font-weight:normal}
.t{width:10mm;text-align:center}.n{width:11mm;font-weight:bold;white-space:nowrap}
.s{width:17mm}.na{display:block;font-size:7pt;margin-top:2mm;white-space:nowrap}
.na .box{width:2.8mm;height:2.8mm;vertical-align:-.3mm}
.group td{border-bottom-width:.5mm}.group .do{font-weight:bold}.group{break-after:avoid}
td.d1{padding-left:5mm!important}td.d2{padding-left:9mm!important}
.do{font-size:11pt}.ways{list-style:none;padding-left:0}.ways li{margin:1.2mm 0}
.critical{border:.8mm solid #000;padding:.6mm 1.5mm;font-weight:bold}
.alert{border:.4mm solid #000;padding:1mm 2mm;margin:1mm 0 2mm}.signal{font-weight:bold}
.danger{border:1.2mm double #000}.warning{border:1mm solid #000}.caution{border:.7mm solid #000}
.notice{border:.4mm dashed #000}.info{border:.25mm dotted #000}
.frame{border:.4mm solid #000;padding:1mm 2mm;margin:1mm 0}.frame.hold{border:1mm solid #000}
.frame.throughout{border-width:.4mm .4mm .4mm 2mm}
"""


def style(foot: str) -> str:
    """The style sheet of a form, with `foot` at the foot of every page."""
    return _PAGE.replace("FOOT", _quoted(foot)) + _WORDS + _FORM + _STEPS


def _quoted(text: str) -> str:
    """A CSS string; every sign that is no letter or digit is written by its number."""
    plain = (sign if sign.isascii() and sign.isalnum() else f"\\{ord(sign):06x}" for sign in text)
    return f'"{"".join(plain)}"'
