const words = {
  en: {
    language: "Language", keys: "Keys", picture: "Picture", transport: "Playback", selected: "Selected appearance", actions: "What to do with it", screentime: "Screen time", character: "Character",
    seconds: "Seconds", reviewed: "Reviewed", changes: "Changes", timeline: "Timeline", lanes: "Who is on screen when. Arrow keys move, N and P go from appearance to appearance.", nearby: "Appearances nearby",
    from: "From", to: "To", confidence: "Confidence", state: "State", cancel: "Cancel", close: "Close", filter: "Type a name", by: "Reviewer", saved: "All saved", saving: "Saving …", offline: "ScreenTime has ended: start it again; what was confirmed is kept",
    none: "Nothing is selected. Click an appearance, or press N.", mark: "Marked: {from} to {to}. A adds an appearance there.", machine: "machine", confirmed: "confirmed", taken: "Somebody else changed this meanwhile: look at it again", refused: "Not done: {why}",
    accept: "Accept", reject: "Reject", trimIn: "Start here", trimOut: "End here", split: "Split here", reassign: "Somebody else", add: "Add", join: "Join with next", undo: "Undo", redo: "Redo",
    play: "Play or pause", faster: "Forward; again: faster", slower: "Backward; again: faster", pause: "Pause", frame: "One frame back, forward", second: "One second back, forward", appearance: "Next, previous appearance", unreviewed: "Next that nobody confirmed",
    edge: "Next, previous edge or cut", zoom: "Nearer, farther", deselect: "Select nothing, forget the marks", nobody: "nobody", assign: "Who is it?", added: "Who is on screen?", film: "Film for playing: {percent} %", filmReady: "", filmBroken: "No film for playing: {why}",
    legend: "Plain: confirmed by a person. Hatched: the machine's. Grey hatching over all lanes: could not be looked at.", noPictures: "No pictures: {why}", nothingShows: "Nothing shows here", undone: "undone", said: "{name}, {from} to {to}, {state}", home: "Start, end",
    views: "Views", review: "Review", audit: "Audit", auditTitle: "Who can be recognised in this frame?", auditNext: "Next", auditDoubt: "Cannot be told", auditBack: "Back", auditProgress: "Progress", auditBounds: "Bounds so far (90 %)",
    auditPlace: "Frame {number} of {of}", auditCount: "{done} of {of} answered", auditFinished: "All frames are answered: the report now states bounds.", auditBoundsText: "{lower} to {upper} s",
  },
  "zh-Hant": {
    language: "語言", keys: "按鍵", picture: "畫面", transport: "播放", selected: "選取的出場", actions: "處理方式", screentime: "出鏡時間", character: "角色", seconds: "秒", reviewed: "已審核", changes: "更改紀錄", timeline: "時間線",
    lanes: "誰在何時出現。方向鍵移動，N 與 P 在出場之間前後跳。", nearby: "附近的出場", from: "起", to: "迄", confidence: "信心", state: "狀態", cancel: "取消", close: "關閉", filter: "輸入名稱", by: "審核人", saved: "已全部儲存", saving: "儲存中…",
    offline: "ScreenTime 已結束：請重新啟動；已確認的內容皆保留", none: "未選取。請點選一段出場，或按 N。", mark: "已標記：{from} 至 {to}。按 A 在此加入出場。", machine: "機器判定", confirmed: "已確認", taken: "其他人同時作了更改：請重新檢視", refused: "未完成：{why}",
    accept: "接受", reject: "否決", trimIn: "由此開始", trimOut: "到此結束", split: "在此分割", reassign: "改為他人", add: "加入", join: "與下一段合併", undo: "復原", redo: "重做", play: "播放或暫停", faster: "前進；再按加速", slower: "倒退；再按加速",
    pause: "暫停", frame: "前後一格", second: "前後一秒", appearance: "下一段、上一段出場", unreviewed: "下一段未確認的出場", edge: "下一個、上一個邊界或剪接點", zoom: "放大、縮小", deselect: "取消選取與標記", nobody: "無人", assign: "這是誰？", added: "誰在畫面上？",
    film: "播放用影片：{percent} %", filmReady: "", filmBroken: "無法製作播放用影片：{why}", legend: "實色：經人確認。斜線：機器判定。橫跨各列的灰色斜線：無法檢視。", noPictures: "沒有畫面：{why}", nothingShows: "此處沒有畫面", undone: "已復原", said: "{name}，{from} 至 {to}，{state}", home: "開頭、結尾",
    views: "檢視", review: "審核", audit: "抽查", auditTitle: "此畫面中能認出誰？", auditNext: "下一張", auditDoubt: "無法判斷", auditBack: "返回", auditProgress: "進度", auditBounds: "目前的上下限（90 %）",
    auditPlace: "第 {number} 張，共 {of} 張", auditCount: "已回答 {done} 張，共 {of} 張", auditFinished: "全部回答完畢：報告現已列出上下限。", auditBoundsText: "{lower} 至 {upper} 秒",
  },
  "zh-Hans": {
    language: "语言", keys: "按键", picture: "画面", transport: "播放", selected: "选中的出场", actions: "处理方式", screentime: "出镜时间", character: "角色", seconds: "秒", reviewed: "已审核", changes: "更改记录", timeline: "时间线",
    lanes: "谁在何时出现。方向键移动，N 与 P 在出场之间前后跳。", nearby: "附近的出场", from: "起", to: "止", confidence: "置信度", state: "状态", cancel: "取消", close: "关闭", filter: "输入名称", by: "审核人", saved: "已全部保存", saving: "保存中…",
    offline: "ScreenTime 已结束：请重新启动；已确认的内容均保留", none: "未选中。请点击一段出场，或按 N。", mark: "已标记：{from} 至 {to}。按 A 在此加入出场。", machine: "机器判定", confirmed: "已确认", taken: "其他人同时作了更改：请重新查看", refused: "未完成：{why}",
    accept: "接受", reject: "否决", trimIn: "由此开始", trimOut: "到此结束", split: "在此拆分", reassign: "改为他人", add: "加入", join: "与下一段合并", undo: "撤销", redo: "重做", play: "播放或暂停", faster: "前进；再按加速", slower: "倒退；再按加速",
    pause: "暂停", frame: "前后一帧", second: "前后一秒", appearance: "下一段、上一段出场", unreviewed: "下一段未确认的出场", edge: "下一个、上一个边界或剪接点", zoom: "放大、缩小", deselect: "取消选中与标记", nobody: "无人", assign: "这是谁？", added: "谁在画面上？",
    film: "播放用影片：{percent} %", filmReady: "", filmBroken: "无法制作播放用影片：{why}", legend: "实色：经人确认。斜线：机器判定。横跨各行的灰色斜线：无法查看。", noPictures: "没有画面：{why}", nothingShows: "此处没有画面", undone: "已撤销", said: "{name}，{from} 至 {to}，{state}", home: "开头、结尾",
    views: "视图", review: "审核", audit: "抽查", auditTitle: "此画面中能认出谁？", auditNext: "下一张", auditDoubt: "无法判断", auditBack: "返回", auditProgress: "进度", auditBounds: "目前的上下限（90 %）",
    auditPlace: "第 {number} 张，共 {of} 张", auditCount: "已回答 {done} 张，共 {of} 张", auditFinished: "全部回答完毕：报告现已列出上下限。", auditBoundsText: "{lower} 至 {upper} 秒",
  },
};

let current = "en";

export function say(key, values = {}) {
  return (words[current][key] ?? words.en[key]).replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

export function speak(language) {
  current = language in words ? language : language.startsWith("zh") ? (/TW|HK|MO|Hant/i.test(language) ? "zh-Hant" : "zh-Hans") : "en";
  document.documentElement.lang = current;
  for (const element of document.querySelectorAll("[data-word]")) element.textContent = say(element.dataset.word);
  for (const element of document.querySelectorAll("[data-label]")) element.setAttribute("aria-label", say(element.dataset.label));
  return current;
}
