package change

// phrases are the words of the messages that people outside hear or read: the
// vendor, the business owner. They are in the language of the plan, whatever
// the language of the screen is.
type phrases struct {
	answers, lost, never     string // what became of a signal
	nothingYet, underWay     string // what was tried
	console                  string // who looked, and saw what
	worked, failed           string
	back, since, nobodyWorks string // beside the names of several hosts
	passed                   string // how long ago, after a moment
	listSeparator            string
	// say holds the built-in messages by the kind of their action.
	say map[string]string
	// causes holds the words for the causes of a loss.
	causes map[Cause]string
}

func phrasesOf(language string) phrases {
	if language == "zh" {
		return chinese()
	}
	return english()
}

func english() phrases {
	return phrases{
		answers: "answers", lost: "lost", never: "never answered",
		nothingYet: "nothing yet", underWay: "under way", console: "looked at the console", worked: "worked", failed: "failed",
		back: "back", since: "since", nobodyWorks: "nobody was working on it",
		passed: "passed %s ago", listSeparator: ", ",
		say: map[string]string{
			RungStop:         "Stop: start no further host of {change}. Environment {environment}: {hosts} not back, the first since {since}, {elapsed} now.",
			ActionConsole:    "Look at the console of {host} ({model}, {address}): what does it show? Going for {elapsed}. Do not reset it before somebody has read the screen. {signals}.",
			RungVendor:       "{change}: {host}, {model}, {os}, level {level}, not back since {since} ({elapsed}). {signals}. Tried so far: {tried}. All that are late: {hosts}. We need your help now; our deadline is {deadline}.",
			RungBusiness:     "{change}: {hosts} of environment {environment} not back since {since} ({elapsed}). Please prepare the switch to {standby}. Last safe moment to begin it: {last_safe}. Next update in 20 minutes.",
			RungFailover:     "GO / NO-GO: begin the failover of {environment} to {standby}. Last safe moment {last_safe}, deadline {deadline}. {hosts} not back since {since} ({elapsed}).",
			RungUpdate:       "{change}, update: {hosts} of environment {environment} still not back since {since} ({elapsed}). Tried so far: {tried}. Last safe moment for the switch: {last_safe}. Next update in 20 minutes.",
			RungUnplanned:    "{host} ({environment}, {address}) is gone since {since} and nobody is working on it. {signals}. Look at it before anything else starts.",
			RungStandby:      "{host} of the STANDBY {environment} is gone since {since} while the other side is being patched. {signals}. Start nothing more; bring it back first.",
			RungNeverLeft:    "{host} was told to reboot at {since} and still answers after {elapsed}. {signals}. The reboot did not take: look at the console, is a program or an update holding the shutdown? Issue it once more rather than pull the plug.",
			RungNotListening: "{host} answers but is not all back: {signals}. It may be configuring updates: wait and watch the console. Do NOT reset it now.",
			RungBootLoop:     "{host} has gone down again and again since {since}. It may be in a boot loop: watch one whole cycle at the console before you act.",
			RungWrongMachine: "Another computer answers for {host} at {address}. Check the address, DNS and the cabling; do not count it as back.",
			RungNoHealthy:    "Environment {environment} has no healthy host: it serves nobody. {hosts} not back since {since} ({elapsed}). Users are affected now; the switch would go to {standby}. Last safe moment: {last_safe}.",
			RungNoSide:       "NO SAFE SIDE: neither {environment} nor its standby {standby} has a healthy host. Nothing serves. {hosts} not back. Everything stops but bringing one host back. If all went in the same moment, look at the network between us and them first.",
			RungAttempt:      "The time given to \"{attempt}\" on {host} is over and nobody has said how it went. Give it its outcome, then decide on the next attempt.",
			RungDeadline:     "The last safe moment to begin the failover of {environment} to {standby} is {last_safe}, and nobody has decided. {hosts} not back since {since} ({elapsed}). Get whoever decides on the phone now.",
			RungWindow:       "The window of {change} is over and {hosts} is not finished. Extend it with whoever approved it, or roll back.",
		},
		causes: map[Cause]string{},
	}
}

func chinese() phrases {
	return phrases{
		answers: "有应答", lost: "无应答", never: "从未应答",
		nothingYet: "尚未采取措施", underWay: "进行中", console: "已看控制台", worked: "有效", failed: "无效",
		back: "已恢复", since: "自", nobodyWorks: "当时无人操作",
		passed: "已过 %s", listSeparator: "，",
		say: map[string]string{
			RungStop:         "停止：{change} 不再启动任何主机。环境 {environment} 的 {hosts} 未恢复，最早自 {since} 起，已 {elapsed}。",
			ActionConsole:    "查看 {host}（{model}，{address}）的控制台：屏幕上显示什么？已 {elapsed}。有人看清屏幕之前不要复位。{signals}。",
			RungVendor:       "{change}：{host}，{model}，{os}，补丁级别 {level}，自 {since} 起未恢复（{elapsed}）。{signals}。已尝试：{tried}。全部超时主机：{hosts}。请立即协助；我们的最后期限是 {deadline}。",
			RungBusiness:     "{change}：环境 {environment} 的 {hosts} 自 {since} 起未恢复（{elapsed}）。请准备切换到 {standby}。最晚安全切换时刻：{last_safe}。20 分钟后再次通报。",
			RungFailover:     "是否开始：将 {environment} 切换到 {standby}。最晚安全时刻 {last_safe}，最后期限 {deadline}。{hosts} 自 {since} 起未恢复（{elapsed}）。",
			RungUpdate:       "{change} 通报：环境 {environment} 的 {hosts} 自 {since} 起仍未恢复（{elapsed}）。已尝试：{tried}。最晚安全切换时刻：{last_safe}。20 分钟后再次通报。",
			RungUnplanned:    "{host}（{environment}，{address}）自 {since} 起失联，且无人在操作它。{signals}。先查明它，再启动其他主机。",
			RungStandby:      "备用环境 {environment} 的 {host} 自 {since} 起失联，而另一侧正在打补丁。{signals}。不要再启动任何主机，先恢复它。",
			RungNeverLeft:    "{host} 于 {since} 收到重启指令，{elapsed} 后仍有应答。{signals}。重启没有生效：查看控制台，是否有程序或更新阻止关机？宁可再次下发重启，不要断电。",
			RungNotListening: "{host} 有应答但未完全恢复：{signals}。可能正在配置更新：等待并观察控制台。现在不要复位。",
			RungBootLoop:     "{host} 自 {since} 起反复掉线。可能陷入循环重启：在控制台看完一个完整周期再动手。",
			RungWrongMachine: "另一台机器在 {address} 以 {host} 的身份应答。检查地址、DNS 和线缆；不要当作已恢复。",
			RungNoHealthy:    "环境 {environment} 没有健康主机：它已无法服务。{hosts} 自 {since} 起未恢复（{elapsed}）。用户已受影响；可切换到 {standby}。最晚安全时刻：{last_safe}。",
			RungNoSide:       "两侧均不可用：{environment} 和备用环境 {standby} 都没有健康主机。服务全部中断。{hosts} 未恢复。停下一切，先恢复任意一台主机。若同时失联，先查我方与它们之间的网络。",
			RungAttempt:      "{host} 上“{attempt}”的预定时间已到，尚无结果。请记录结果，再决定下一步。",
			RungDeadline:     "将 {environment} 切换到 {standby} 的最晚安全时刻是 {last_safe}，尚无人决定。{hosts} 自 {since} 起未恢复（{elapsed}）。请立即联系决策人。",
			RungWindow:       "{change} 的变更窗口已结束，{hosts} 尚未完成。请与批准人延长窗口，或回退。",
		},
		causes: map[Cause]string{
			CauseTimeout: "超时", CauseRefused: "被拒绝", CauseUnreachable: "不可达",
			CauseFiltered: "被过滤", CauseResolve: "解析失败", CauseFailed: "失败",
		},
	}
}
