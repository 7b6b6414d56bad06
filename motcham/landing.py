"""The page at `/`: what this is, where to chat, and Zalo's proof of the domain."""

from __future__ import annotations

from connectors.zalo.pages import verification_meta

_PAGE = """<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
{meta}<title>Một Chạm · Trợ lý Công đoàn</title>
<link rel="stylesheet" href="/landing.css">
</head>
<body>
<main>
<h1>Một Chạm</h1>
<p>Trợ lý Công đoàn cho người lao động: hỏi về lương, giờ làm, bảo hiểm, đoàn phí;
gửi phản ánh chỉ với một chạm, không cần nêu tên.</p>
<p><a class="primary" href="/chat">Trò chuyện ngay</a></p>
<p><a href="/chat/safety">Phản ánh có an toàn không?</a></p>
<p><a href="/console">Dành cho cán bộ công đoàn</a></p>
</main>
</body>
</html>
"""

STYLE = """
body{margin:0;font:18px/1.55 system-ui,"Segoe UI",Roboto,sans-serif;background:#f4f7fb;color:#16243a}
main{max-width:34rem;margin:12vh auto;padding:0 1.25rem}
h1{font-size:2.4rem;margin:0 0 .5rem;color:#0b4ea2}
a{color:#0b4ea2}
.primary{display:inline-block;background:#0b4ea2;color:#fff;padding:.8rem 1.4rem;border-radius:.7rem;
text-decoration:none;font-weight:600}
a:focus-visible{outline:3px solid #f6b73c;outline-offset:3px}
@media (prefers-color-scheme:dark){
body{background:#0f1723;color:#e6edf7}h1,a{color:#8fbcff}.primary{color:#0f1723;background:#8fbcff}}
"""


def landing_page(site_verification: str) -> str:
    return _PAGE.format(meta=verification_meta(site_verification) + "\n" if site_verification else "")
