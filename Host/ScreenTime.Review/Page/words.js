const words = {
  en: {
    language: "Language", keys: "Keys", picture: "Picture", transport: "Playback", selected: "Selected appearance", actions: "What to do with it", screentime: "Screen time", character: "Character",
    seconds: "Seconds", reviewed: "Reviewed", changes: "Changes", timeline: "Timeline", lanes: "Who is on screen when. Arrow keys move, N and P go from appearance to appearance.", nearby: "Appearances nearby",
    from: "From", to: "To", confidence: "Confidence", state: "State", cancel: "Cancel", close: "Close", filter: "Type a name", by: "Reviewer", saved: "All saved", saving: "Saving …", offline: "ScreenTime has ended: start it again; what was confirmed is kept",
    none: "Nothing is selected. Click an appearance, or press N.", mark: "Marked: {from} to {to}. A adds an appearance there.", machine: "machine", confirmed: "confirmed", taken: "Somebody else changed this meanwhile: look at it again", refused: "Not done: {why}",
    accept: "Accept", reject: "Reject", trimIn: "Start here", trimOut: "End here", split: "Split here", reassign: "Somebody else", add: "Add", join: "Join with next", undo: "Undo", redo: "Redo",
    play: "Play or pause", faster: "Forward; again: faster", slower: "Backward; again: faster", pause: "Pause", frame: "One frame back, forward", second: "One second back, forward", appearance: "Next, previous appearance", unreviewed: "Next that nobody confirmed",
    edge: "Next, previous edge or cut", zoom: "Nearer, farther", deselect: "Select nothing, forget the marks", nobody: "nobody", assign: "Who is it?", added: "Who is on screen?", film: "Film for playing: {percent} %", filmReady: "", filmBroken: "No film for playing: {why}",
    legend: "Plain: confirmed by a person. Hatched: the machine's. Grey hatching over all lanes: could not be looked at.", noPictures: "No pictures: {why}", nothingShows: "Nothing shows here", undone: "undone", said: "{name}, {from} to {to}, {state}", home: "Start, end", trim: "Trim", pull: "From the editor", previousOne: "Previous appearance", nextOne: "Next appearance", frameBack: "One frame back", frameForward: "One frame forward",
    views: "Views", review: "Review", audit: "Audit", auditTitle: "Who can be recognised in this frame?", auditNext: "Next", auditDoubt: "Cannot be told", auditBack: "Back", auditProgress: "Progress", auditBounds: "Bounds so far (90 %)",
    auditPlace: "Frame {number} of {of}", auditCount: "{done} of {of} answered", auditFinished: "All frames are answered: the report now states bounds.", auditBoundsText: "{lower} to {upper} s",
    teach: "Teach", finish: "Finish", workProgress: "How far it is", workLeft: "{seconds} s left", workBusy: "Something else runs: wait, or stop it", stop: "Stop", stopped: "Stopped; what is done so far is kept.", views2: "Previous, next view", name: "Name",
    startTitle: "Who is to be looked for?", startNames: "One name a line, leads first", startPeople: "They are real people, to be recognised by their faces", startCreate: "Make the cast and choose frames",
    consentTitle: "A face is biometric data: on what basis may it be used?", basis: "The contract or signed form", until: "The last day on which it holds",
    teachTitle: "Who is in this frame?", teachStrip: "Frames to label", teachLanes: "Who is on screen when. A click shows that frame, to label it.", teachSave: "These and nobody else", teachNobody: "Nobody", teachSkip: "Skip", teachChoose: "Choose frames", teachLearn: "Learn and look again",
    teachAdd: "Add somebody", teachGroups: "What recurs unnamed", teachJobs: "Jobs", teachTable: "Labels, and what to expect", teachWith: "With", teachWithout: "Without", teachExpected: "F1 (90 %)", teachBefore: "Before s", teachAfter: "Now s", teachToggle: "Who is in the frame; again: not", teachFind: "Find a name", teachMove: "Previous, next frame",
    teachEmpty: "Nobody is chosen: press a number, or 0 for nobody", teachNone: "Press C: frames are chosen whose labels teach most.", teachMore: "All of these are labelled or skipped. C chooses more, L learns from the labels.", teachWait: "Frames are being chosen …", teachLabels: "{count} labelled frames", teachThis: "Teach with this frame", teachDetails: "What training and analysis said",
    unlike: "unlike the others", doubtful: "doubtful", learned: "Learnt, and looked again: the lanes are new.", firstAnswer: "A first answer, learnt in a few steps: its edges are only as fine as the frames that were looked at, and it stands in no file. The real training goes on.", chosen: "{count} frames to label", addPerson: "A real person, to be recognised by the face",
    groupsTitle: "What recurs and nobody named", groupsFrames: "Frames that look alike and in which nobody of the cast is found. Whoever you choose is in all pictures of the group; they become labels.", groupsText: "A name makes the pictures of a group photographs of that person. Whoever is new needs a basis.", groupsLook: "Look for them", groupsNone: "Nothing recurs that the cast does not know.", groupsDone: "{count} groups", groupsLine: "{frames} frames, first at {first}", groupsName: "Give the name",
    drawFrames: "Frames to draw", drawSeed: "The number that chance begins with (may be left out)", draw: "Draw the sample", drawn: "The sample is drawn.",
    finishReport: "1 · The report", finishReportText: "Figures, counting rule, bounds, every change: PDF, HTML, CSV and JSON in the folder below. It is a draft until the audit is finished.", finishLanguage: "Language of the report", finishWrite: "Write the report", finishWritten: "The report is written.",
    finishSign: "2 · The signature", finishSignButton: "Sign", finishSignText: "Seals PDF and JSON into one file that shows when a byte of it was changed, and deletes the faces that the job keeps.", finishNoKey: "To sign here, start the page with --key FILE; or use 'screentime sign'.", finishSigned: "Signed.",
    finishClose: "3 · What must not stay", finishCloseButton: "Close the job", finishCloseText: "The job keeps descriptors of everybody's face in the film. Closing deletes them; the results stay.", finishNoFaces: "The job keeps no faces.", finishClosed: "The faces are deleted; the results stay.", finishFolder: "Folder", notAnalysed: "Nobody was looked for yet: teach first.",
  },
  "zh-Hant": {
    language: "語言", keys: "按鍵", picture: "畫面", transport: "播放", selected: "選取的出場", actions: "處理方式", screentime: "出鏡時間", character: "角色", seconds: "秒", reviewed: "已審核", changes: "更改紀錄", timeline: "時間線",
    lanes: "誰在何時出現。方向鍵移動，N 與 P 在出場之間前後跳。", nearby: "附近的出場", from: "起", to: "迄", confidence: "信心", state: "狀態", cancel: "取消", close: "關閉", filter: "輸入名稱", by: "審核人", saved: "已全部儲存", saving: "儲存中…",
    offline: "ScreenTime 已結束：請重新啟動；已確認的內容皆保留", none: "未選取。請點選一段出場，或按 N。", mark: "已標記：{from} 至 {to}。按 A 在此加入出場。", machine: "機器判定", confirmed: "已確認", taken: "其他人同時作了更改：請重新檢視", refused: "未完成：{why}",
    accept: "接受", reject: "否決", trimIn: "由此開始", trimOut: "到此結束", split: "在此分割", reassign: "改為他人", add: "加入", join: "與下一段合併", undo: "復原", redo: "重做", play: "播放或暫停", faster: "前進；再按加速", slower: "倒退；再按加速",
    pause: "暫停", frame: "前後一格", second: "前後一秒", appearance: "下一段、上一段出場", unreviewed: "下一段未確認的出場", edge: "下一個、上一個邊界或剪接點", zoom: "放大、縮小", deselect: "取消選取與標記", nobody: "無人", assign: "這是誰？", added: "誰在畫面上？",
    film: "播放用影片：{percent} %", filmReady: "", filmBroken: "無法製作播放用影片：{why}", legend: "實色：經人確認。斜線：機器判定。橫跨各列的灰色斜線：無法檢視。", noPictures: "沒有畫面：{why}", nothingShows: "此處沒有畫面", undone: "已復原", said: "{name}，{from} 至 {to}，{state}", home: "開頭、結尾", trim: "修剪", pull: "取自剪輯軟體", previousOne: "上一段出場", nextOne: "下一段出場", frameBack: "後退一格", frameForward: "前進一格",
    views: "檢視", review: "審核", audit: "抽查", auditTitle: "此畫面中能認出誰？", auditNext: "下一張", auditDoubt: "無法判斷", auditBack: "返回", auditProgress: "進度", auditBounds: "目前的上下限（90 %）",
    auditPlace: "第 {number} 張，共 {of} 張", auditCount: "已回答 {done} 張，共 {of} 張", auditFinished: "全部回答完畢：報告現已列出上下限。", auditBoundsText: "{lower} 至 {upper} 秒",
    teach: "教學", finish: "完成", workProgress: "進度", workLeft: "剩餘 {seconds} 秒", workBusy: "另有工作進行中：請等候或停止", stop: "停止", stopped: "已停止；已完成的部分皆保留。", views2: "上一個、下一個檢視", name: "名稱",
    startTitle: "要尋找誰？", startNames: "每行一個名稱，主角在前", startPeople: "他們是真人，以臉部辨認", startCreate: "建立角色表並挑選畫面",
    consentTitle: "臉部屬生物特徵資料：依據什麼使用？", basis: "合約或簽署的同意書", until: "有效的最後一日",
    teachTitle: "此畫面中有誰？", teachStrip: "待標記的畫面", teachLanes: "誰在何時出現。點選即顯示該畫面以供標記。", teachSave: "只有這些人", teachNobody: "無人", teachSkip: "略過", teachChoose: "挑選畫面", teachLearn: "學習並重新檢視",
    teachAdd: "加入角色", teachGroups: "多次出現而未具名", teachJobs: "工作", teachTable: "標記與預期", teachWith: "有", teachWithout: "無", teachExpected: "F1（90 %）", teachBefore: "先前（秒）", teachAfter: "現在（秒）", teachToggle: "誰在畫面中；再按取消", teachFind: "尋找名稱", teachMove: "上一張、下一張畫面",
    teachEmpty: "未選任何人：請按數字鍵，無人請按 0", teachNone: "按 C：挑選最有助學習的畫面。", teachMore: "這些畫面都已標記或略過。按 C 再挑選，按 L 由標記學習。", teachWait: "正在挑選畫面…", teachLabels: "已標記 {count} 張", teachThis: "以此畫面教學", teachDetails: "學習與分析的紀錄",
    unlike: "與其他不同", doubtful: "難以判斷", learned: "已學習並重新檢視：時間線已更新。", firstAnswer: "初步結果：僅以少量步驟學成，邊界只精確到已檢視的畫面，不寫入任何檔案。正式學習仍在進行。", chosen: "{count} 張待標記", addPerson: "真人，以臉部辨認",
    groupsTitle: "多次出現而未具名", groupsFrames: "外觀相似、且未發現任何角色的畫面。所選的角色須出現在該組所有圖片中；這些畫面即成為標記。", groupsText: "命名後，該組的圖片即成為此人的照片。新加入的人須有依據。", groupsLook: "尋找", groupsNone: "沒有多次出現的未知者。", groupsDone: "{count} 組", groupsLine: "{frames} 張畫面，首次出現於 {first}", groupsName: "命名",
    drawFrames: "抽取張數", drawSeed: "隨機起始數（可省略）", draw: "抽取樣本", drawn: "樣本已抽取。",
    finishReport: "1 · 報告", finishReportText: "數字、計算規則、上下限、每次更改：PDF、HTML、CSV 與 JSON，存於下列資料夾。抽查完成前為草稿。", finishLanguage: "報告語言", finishWrite: "撰寫報告", finishWritten: "報告已寫成。",
    finishSign: "2 · 簽章", finishSignButton: "簽章", finishSignText: "將 PDF 與 JSON 封存為一個檔案，任何位元組的更動皆可察覺；並刪除此工作保存的臉部資料。", finishNoKey: "若要在此簽章，請以 --key FILE 啟動頁面；或使用 screentime sign。", finishSigned: "已簽章。",
    finishClose: "3 · 不得留存的資料", finishCloseButton: "結束工作", finishCloseText: "此工作保存影片中所有人的臉部特徵。結束時即刪除；結果保留。", finishNoFaces: "此工作未保存臉部資料。", finishClosed: "臉部資料已刪除；結果保留。", finishFolder: "資料夾", notAnalysed: "尚未尋找任何人：請先教學。",
  },
  "zh-Hans": {
    language: "语言", keys: "按键", picture: "画面", transport: "播放", selected: "选中的出场", actions: "处理方式", screentime: "出镜时间", character: "角色", seconds: "秒", reviewed: "已审核", changes: "更改记录", timeline: "时间线",
    lanes: "谁在何时出现。方向键移动，N 与 P 在出场之间前后跳。", nearby: "附近的出场", from: "起", to: "止", confidence: "置信度", state: "状态", cancel: "取消", close: "关闭", filter: "输入名称", by: "审核人", saved: "已全部保存", saving: "保存中…",
    offline: "ScreenTime 已结束：请重新启动；已确认的内容均保留", none: "未选中。请点击一段出场，或按 N。", mark: "已标记：{from} 至 {to}。按 A 在此加入出场。", machine: "机器判定", confirmed: "已确认", taken: "其他人同时作了更改：请重新查看", refused: "未完成：{why}",
    accept: "接受", reject: "否决", trimIn: "由此开始", trimOut: "到此结束", split: "在此拆分", reassign: "改为他人", add: "加入", join: "与下一段合并", undo: "撤销", redo: "重做", play: "播放或暂停", faster: "前进；再按加速", slower: "倒退；再按加速",
    pause: "暂停", frame: "前后一帧", second: "前后一秒", appearance: "下一段、上一段出场", unreviewed: "下一段未确认的出场", edge: "下一个、上一个边界或剪接点", zoom: "放大、缩小", deselect: "取消选中与标记", nobody: "无人", assign: "这是谁？", added: "谁在画面上？",
    film: "播放用影片：{percent} %", filmReady: "", filmBroken: "无法制作播放用影片：{why}", legend: "实色：经人确认。斜线：机器判定。横跨各行的灰色斜线：无法查看。", noPictures: "没有画面：{why}", nothingShows: "此处没有画面", undone: "已撤销", said: "{name}，{from} 至 {to}，{state}", home: "开头、结尾", trim: "修剪", pull: "取自剪辑软件", previousOne: "上一段出场", nextOne: "下一段出场", frameBack: "后退一帧", frameForward: "前进一帧",
    views: "视图", review: "审核", audit: "抽查", auditTitle: "此画面中能认出谁？", auditNext: "下一张", auditDoubt: "无法判断", auditBack: "返回", auditProgress: "进度", auditBounds: "目前的上下限（90 %）",
    auditPlace: "第 {number} 张，共 {of} 张", auditCount: "已回答 {done} 张，共 {of} 张", auditFinished: "全部回答完毕：报告现已列出上下限。", auditBoundsText: "{lower} 至 {upper} 秒",
    teach: "教学", finish: "完成", workProgress: "进度", workLeft: "剩余 {seconds} 秒", workBusy: "另有工作正在进行：请等待或停止", stop: "停止", stopped: "已停止；已完成的部分均保留。", views2: "上一个、下一个视图", name: "名称",
    startTitle: "要寻找谁？", startNames: "每行一个名称，主角在前", startPeople: "他们是真人，通过人脸识别", startCreate: "建立角色表并挑选画面",
    consentTitle: "人脸属于生物特征数据：依据什么使用？", basis: "合同或签署的同意书", until: "有效的最后一天",
    teachTitle: "此画面中有谁？", teachStrip: "待标注的画面", teachLanes: "谁在何时出现。点击即显示该画面以供标注。", teachSave: "只有这些人", teachNobody: "无人", teachSkip: "跳过", teachChoose: "挑选画面", teachLearn: "学习并重新查看",
    teachAdd: "添加角色", teachGroups: "多次出现而未命名", teachJobs: "工作", teachTable: "标注与预期", teachWith: "有", teachWithout: "无", teachExpected: "F1（90 %）", teachBefore: "之前（秒）", teachAfter: "现在（秒）", teachToggle: "谁在画面中；再按取消", teachFind: "查找名称", teachMove: "上一张、下一张画面",
    teachEmpty: "未选任何人：请按数字键，无人请按 0", teachNone: "按 C：挑选最有助学习的画面。", teachMore: "这些画面都已标注或跳过。按 C 再挑选，按 L 由标注学习。", teachWait: "正在挑选画面…", teachLabels: "已标注 {count} 张", teachThis: "用此画面教学", teachDetails: "学习与分析的记录",
    unlike: "与其他不同", doubtful: "难以判断", learned: "已学习并重新查看：时间线已更新。", firstAnswer: "初步结果：仅用少量步骤学成，边界只精确到已查看的画面，不写入任何文件。正式学习仍在进行。", chosen: "{count} 张待标注", addPerson: "真人，通过人脸识别",
    groupsTitle: "多次出现而未命名", groupsFrames: "外观相似、且未发现任何角色的画面。所选的角色须出现在该组所有图片中；这些画面即成为标注。", groupsText: "命名后，该组的图片即成为此人的照片。新加入的人须有依据。", groupsLook: "查找", groupsNone: "没有多次出现的未知者。", groupsDone: "{count} 组", groupsLine: "{frames} 张画面，首次出现于 {first}", groupsName: "命名",
    drawFrames: "抽取张数", drawSeed: "随机起始数（可省略）", draw: "抽取样本", drawn: "样本已抽取。",
    finishReport: "1 · 报告", finishReportText: "数字、计算规则、上下限、每次更改：PDF、HTML、CSV 与 JSON，存于下列文件夹。抽查完成前为草稿。", finishLanguage: "报告语言", finishWrite: "撰写报告", finishWritten: "报告已写成。",
    finishSign: "2 · 签名", finishSignButton: "签名", finishSignText: "将 PDF 与 JSON 封存为一个文件，任何字节的改动都能察觉；并删除此工作保存的人脸数据。", finishNoKey: "若要在此签名，请以 --key FILE 启动页面；或使用 screentime sign。", finishSigned: "已签名。",
    finishClose: "3 · 不得留存的数据", finishCloseButton: "结束工作", finishCloseText: "此工作保存影片中所有人的人脸特征。结束时即删除；结果保留。", finishNoFaces: "此工作未保存人脸数据。", finishClosed: "人脸数据已删除；结果保留。", finishFolder: "文件夹", notAnalysed: "尚未寻找任何人：请先教学。",
  },
};

// What the jobs say of themselves, in English; where a language lacks one, English is better than nothing.
const stages = {
  "zh-Hant": {
    "Opening the recogniser": "開啟辨識器", "A first answer": "初步結果", "Looking at frames": "檢視畫面", "Looking at labelled frames": "檢視已標記的畫面", Choosing: "挑選中", "Taking pictures": "擷取圖片", Training: "學習中", "Reading the timeline": "讀取時間線", "Finding the media": "尋找媒體",
    "Finding the edges": "尋找邊界", Writing: "寫入中", "Looking for faces": "尋找臉部", "Taking pictures of them": "擷取圖片", "Taking the pictures of the sample": "擷取樣本圖片", "Taking the pictures": "擷取圖片",
  },
  "zh-Hans": {
    "Opening the recogniser": "打开识别器", "A first answer": "初步结果", "Looking at frames": "查看画面", "Looking at labelled frames": "查看已标注的画面", Choosing: "挑选中", "Taking pictures": "截取图片", Training: "学习中", "Reading the timeline": "读取时间线", "Finding the media": "查找媒体",
    "Finding the edges": "查找边界", Writing: "写入中", "Looking for faces": "查找人脸", "Taking pictures of them": "截取图片", "Taking the pictures of the sample": "截取样本图片", "Taking the pictures": "截取图片",
  },
};

let current = "en";

export const sayStage = (stage) => stages[current]?.[stage] ?? stage;

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
