// Everything is inside a shadow root. `:host` beats the styles of the page, as the inner tree has the last word on what is `!important`.
// Lines end in a backslash, so that no break between them is shipped.

const HOST = `\
:host{all:initial!important;display:block!important;position:fixed!important;z-index:2147483647!important}\
.panel{color-scheme:light dark;--bg:light-dark(#fff,#15181d);--top:light-dark(#f6f8fa,#1c2027);--line:light-dark(#d8dee4,#2c323b);\
--text:light-dark(#1f2328,#dfe3e8);--dim:light-dark(#636c76,#8d96a3);--pick:light-dark(#ddf4ff,#1d3350);\
--in:light-dark(#0969da,#5aa9ff);--out:light-dark(#8250df,#c39bff);--ok:light-dark(#1a7f37,#3fb950);--warn:light-dark(#bf8700,#d9a21f);\
--bad:light-dark(#cf222e,#ff6a5f);--idle:light-dark(#8c959f,#68717d);--shadow:light-dark(#1f232833,#0009);\
--mono:11px/22px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}\
:host([data-theme=dark]) .panel{color-scheme:dark}\
:host([data-theme=light]) .panel{color-scheme:light}\
`;

const FRAME = `\
*{box-sizing:border-box;scrollbar-width:thin;scrollbar-color:var(--line) transparent}\
[hidden]{display:none!important}\
.panel{position:fixed;inset:auto 12px 12px auto;width:min(760px,100vw - 24px);height:min(560px,100vh - 24px);min-width:300px;min-height:220px;\
display:flex;flex-direction:column;overflow:hidden;resize:both;container-type:inline-size;\
font:12px/1.4 system-ui,sans-serif;font-variant-numeric:tabular-nums;color:var(--text);background:var(--bg);\
border:1px solid var(--line);border-radius:10px;box-shadow:0 12px 36px var(--shadow)}\
[data-dock=bottom]{inset:auto 0 0;width:100vw;border-width:1px 0 0;border-radius:0;resize:none}\
[data-dock=right]{inset:0 0 0 auto;width:min(520px,100vw);height:100vh;border-width:0 0 0 1px;border-radius:0;resize:none}\
.collapsed{inset:auto 12px calc(12px + var(--nth)*44px) auto;height:auto!important;min-height:0;width:auto!important;min-width:0;\
max-width:calc(100vw - 24px);border-width:1px;border-radius:10px;resize:none;container-type:normal}\
.moved[data-dock=float]{inset:clamp(0px,var(--y),100vh - 40px) auto auto clamp(0px,var(--x),100vw - 120px)}\
.collapsed>:not(.top),.collapsed .dock{display:none}\
.top{flex:none;display:flex;align-items:center;gap:2px;height:38px;padding:0 6px 0 12px;background:var(--top)}\
.grip{flex:1;min-width:0;display:flex;align-items:center;gap:8px;height:100%;cursor:grab;touch-action:none;user-select:none;white-space:pre;overflow:hidden}\
.state,.brief,.label,.card i,footer,.empty{color:var(--dim)}\
.dot{flex:none;width:8px;height:8px;border-radius:50%;background:var(--idle)}\
.dot-connected{background:var(--ok)}.dot-suspect,.dot-connecting{background:var(--warn)}.dot-backingOff{background:var(--bad)}\
rect{fill:var(--idle)}\
.fill-connected{fill:var(--ok)}.fill-suspect,.fill-connecting{fill:var(--warn)}.fill-backingOff{fill:var(--bad)}\
button{all:unset;box-sizing:border-box;display:inline-flex;align-items:center;justify-content:center;min-width:28px;height:26px;padding:0 8px;\
border-radius:6px;color:var(--dim);cursor:pointer;white-space:nowrap}\
button:hover,[aria-pressed=true]{background:var(--line);color:var(--text)}\
.alert{color:var(--warn)}\
:focus-visible{outline:2px solid var(--in);outline-offset:-2px}\
.icon{width:16px;height:16px;margin:0 -8px;fill:none;stroke:currentColor;stroke-width:1.4;stroke-linecap:round;stroke-linejoin:round}\
.overview{flex:none;padding:10px 12px;border-block:1px solid var(--line)}\
.cards{display:grid;grid-template-columns:repeat(3,1fr);gap:16px}\
.card{display:grid;grid-template-columns:auto auto 1fr;align-items:baseline;column-gap:8px;min-width:0;white-space:nowrap}\
b{font-size:13px}\
.card i{font-style:normal;justify-self:end}\
.graph{grid-column:1/-1;width:100%;height:36px;margin-top:4px;overflow:hidden;border-bottom:1px solid var(--line)}\
.line{fill:none;stroke:var(--text);stroke-width:1.5;vector-effect:non-scaling-stroke}\
.jitter{stroke:var(--idle)}.line.in{stroke:var(--in)}.line.out{stroke:var(--out)}\
.strip{display:block;width:100%;height:6px;margin-top:10px;border-radius:3px;background:var(--top);overflow:hidden}\
.tabs{flex:none;display:flex;gap:2px;padding:6px 8px 0}\
footer{flex:none;display:flex;justify-content:space-between;gap:12px;line-height:26px;padding:0 12px;\
background:var(--top);border-top:1px solid var(--line);font-size:11px;white-space:pre;overflow:hidden}\
textarea{position:fixed;left:-9999px}\
`;

const PAGES = `\
.frames,.page,.list{flex:1;min-height:0}\
.frames,.list{display:flex;flex-direction:column}\
.tools{flex:none;display:flex;gap:6px;padding:6px 8px}\
.group{display:flex}\
input{all:unset;box-sizing:border-box;flex:1;min-width:60px;height:26px;padding:0 8px;border-radius:6px;background:var(--top);border:1px solid var(--line)}\
.list{min-height:88px;position:relative;contain:strict}\
.scroller{flex:1;min-height:0;overflow:hidden scroll}\
.canvas{position:relative;overflow:hidden}\
.row{display:grid;grid-template-columns:56px 12px 48px minmax(72px,136px) 52px minmax(0,1fr);gap:8px;padding:0 12px;font:var(--mono)}\
.row>span,.title,.note,td{overflow:hidden;white-space:pre;text-overflow:ellipsis}\
.canvas .row{position:absolute;inset:0 0 auto;height:22px;cursor:default;contain:strict}\
.row:hover,tbody tr:hover{background:var(--top)}\
.canvas .selected{background:var(--pick)}\
.head{flex:none;font:11px/24px system-ui,sans-serif;color:var(--dim);background:var(--top);border-block:1px solid var(--line);padding-right:20px}\
.time,.size,.id{text-align:right}\
.time,.size,.id,.event .words,.hex{color:var(--dim)}\
.in .way,.in td:first-child{color:var(--in)}.out .way,.out td:first-child{color:var(--out)}\
.broken .words,pre.broken{color:var(--bad)}\
.empty{margin:0;padding:16px;text-align:center}\
.list>.empty{position:absolute;inset:24px 0 auto;pointer-events:none}\
.detail{flex:none;height:44%;min-height:110px;display:grid;grid-template:28px minmax(0,1fr)/minmax(0,1fr) auto;border-top:1px solid var(--line)}\
.detail header{grid-column:1/-1;display:flex;align-items:center;justify-content:space-between;padding:0 4px 0 12px;background:var(--top)}\
pre{margin:0;padding:8px 12px;overflow:auto;font:var(--mono);line-height:17px}\
.fields{white-space:pre-wrap;overflow-wrap:anywhere}\
.hex{border-left:1px solid var(--line)}\
.page{overflow:auto;margin-top:6px;border-top:1px solid var(--line)}\
table{width:100%;border-collapse:collapse;text-align:right}\
th{position:sticky;top:0;padding:0 12px;font:11px/24px system-ui,sans-serif;color:var(--dim);background:var(--top)}\
td{padding:0 12px;font:var(--mono)}\
:is(th,td):first-child{width:32px;padding-right:0}\
:is(th,td):nth-child(2){width:64px}\
:is(th,td):nth-child(3){text-align:left;max-width:180px}\
tbody tr{cursor:pointer}\
.event{display:grid;grid-template-columns:56px 8px 92px minmax(0,1fr);gap:10px;padding:3px 12px;overflow-wrap:anywhere}\
.event .dot{margin-top:5px}\
`;

const NARROW = `\
@container (max-width:560px){\
.card{grid-template-columns:1fr auto}.label{grid-column:1/-1}\
.tools{flex-wrap:wrap}input{flex:1 0 100%}.group:last-child{margin-left:auto}\
.row{grid-template-columns:52px 10px 40px minmax(56px,92px) minmax(0,1fr);gap:6px;padding:0 8px}\
.size,:is(th,td):nth-child(n+6){display:none}\
.frames:has(.detail:not([hidden])) .list{flex:none;height:38%}\
.detail{flex:1;grid-template:28px minmax(0,1fr) minmax(0,1fr)/minmax(0,1fr)}\
.hex{border-left:0;border-top:1px solid var(--line)}\
.event{grid-template-columns:52px 8px 84px minmax(0,1fr);gap:8px}\
}\
@media (max-width:600px){\
.panel:not(.collapsed){inset:auto 0 0;width:100vw!important;height:min(72vh,560px)!important;border-radius:12px 12px 0 0;resize:none}\
.dock{display:none}\
button{min-width:32px;height:30px}\
input{height:32px;font-size:16px}\
}\
`;

/** Gives the style of an inspector, complete in itself. */
export const styleText = (): string => HOST + FRAME + PAGES + NARROW;

/** Gives `root` the style in a way that a Content-Security-Policy allows, where the browser has one. */
export const addStyle = (root: ShadowRoot): void => {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(styleText());
    root.adoptedStyleSheets = [sheet];
  } catch {
    const style = document.createElement('style');
    style.textContent = styleText();
    root.append(style);
  }
};
