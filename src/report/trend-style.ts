// The style of the trend page: light or dark as the reader's machine is.
export const trendStyle = `
:root{color-scheme:light dark;--page:#fff;--card:#f6f8fa;--edge:#d1d9e0;--text:#1f2328;--quiet:#59636e;--night:#0969da;--band:#0969da26;--merge:#9a6700;--slower:#cf222e;--faster:#1a7f37}
@media(prefers-color-scheme:dark){:root{--page:#0d1117;--card:#151b23;--edge:#3d444d;--text:#f0f6fc;--quiet:#9198a1;--night:#4493f8;--band:#4493f833;--merge:#d29922;--slower:#f85149;--faster:#3fb950}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:1280px;padding:32px 20px;background:var(--page);color:var(--text);font:15px/1.5 system-ui,-apple-system,"Segoe UI",sans-serif}
h1{margin:0 0 4px;font-size:26px}h2{margin:0 0 10px;font-size:16px;font-family:ui-monospace,SFMono-Regular,Menlo,monospace;overflow-wrap:anywhere}
p{margin:0 0 14px;color:var(--quiet)}a{color:var(--night);text-decoration:none}a:hover{text-decoration:underline}
section{margin:18px 0;padding:16px;border:1px solid var(--edge);border-radius:10px;background:var(--card)}
.row{display:grid;grid-template-columns:minmax(0,3fr) minmax(0,2fr);gap:18px;align-items:start}
@media(max-width:900px){.row{grid-template-columns:minmax(0,1fr)}}
.scroll{overflow-x:auto}table{width:100%;border-collapse:collapse;font-size:13px;font-variant-numeric:tabular-nums}
th,td{padding:4px 8px;border-bottom:1px solid var(--edge);text-align:left;white-space:nowrap}th{color:var(--quiet);font-weight:600}
.n{text-align:right}td:first-child a{font-family:ui-monospace,SFMono-Regular,Menlo,monospace}
.slower{color:var(--slower);font-weight:600}.faster{color:var(--faster);font-weight:600}
svg{display:block;width:100%;height:auto}svg text{fill:var(--quiet);font-size:11px}path{fill:none}
.grid{stroke:var(--edge);stroke-width:.6}.zero{stroke:var(--quiet);stroke-width:1}.release{stroke:var(--quiet);stroke-dasharray:3 4}
.band{fill:var(--band);stroke:var(--band)}.night{stroke:var(--night);stroke-width:2;stroke-linejoin:round;stroke-linecap:round}
.whisker{stroke:var(--merge);stroke-width:1;opacity:.45}.merge{stroke:var(--merge);stroke-width:6;stroke-linecap:round}
.key{display:inline-block;width:14px;height:4px;border-radius:2px;vertical-align:middle;margin:0 6px 0 14px}
.key.k1{background:var(--night)}.key.k2{background:var(--merge)}
`;
