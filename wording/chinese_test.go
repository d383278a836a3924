package wording

import (
	"regexp"
	"strings"
	"testing"
)

// TestChineseWords: one concept has one word, and none that misleads.
func TestChineseWords(t *testing.T) {
	zh := Load("zh")
	for wrong, say := range map[string]string{
		"启动主机": "对 … 开工", "结束该主机": "收尾", "补丁级别": "补丁版本", "级别": "补丁版本", "阶梯": "提醒时限", "梯级": "提醒", "下一级": "下一提醒",
		"到期": "到点、待办", "应办": "待办", "回滚": "回退", "强制复位": "硬重启", "复位": "硬重启", "不要重置": "硬重启", "离线": "无应答", "丢失": "失联", "掉线": "无应答",
		"健康": "正常", "备用": "备环境", "另一侧": "备环境", "两边": "主备", "两侧": "主备", "关卡": "开工检查", "不放行": "不可开工", "不可开始": "不可开工",
		"不执行": "暂不切换", "第二签名": "复核人", "第二责任人": "复核人", "最后期限": "业务截止时间", "业务期限": "业务截止时间", "最晚安全": "最迟切换时间",
		"见证": "参照点", "观测": "监控", "监测": "监控", "看守": "监控", "守护": "监控", "失明": "本机断网", "看不见": "本机断网", "证实": "已核实重启", "证明确实": "已核实重启",
		"尚未了结": "遗留事项", "旁接": "协同", "业务负责人": "业务方", "封印": "封存", "迟到": "重启超时", "正在离开": "正在关机", "洪泛": "告警风暴", "节奏": "用时",
		"停下一切": "后续主机先不做", "不可用": "不计入",
	} {
		for key, text := range zh {
			if strings.Contains(text, wrong) && (wrong != "丢失" || !strings.Contains(key, "repair")) { // lines of a journal are lost, hosts are not
				t.Errorf("%s says %s, where one says %s: %q", key, wrong, say, text)
			}
		}
	}
}

// TestChineseMarks: the marks beside Chinese characters are full-width.
func TestChineseMarks(t *testing.T) {
	narrow := regexp.MustCompile(`\p{Han}[:;,!?()"]|[;,!?()"]\p{Han}`)
	for key, text := range Load("zh") {
		if found := narrow.FindString(text); found != "" && !strings.HasPrefix(key, "say.plan.not_") { // these quote YAML
			t.Errorf("%s has a narrow mark at %q: %q", key, found, text)
		}
	}
}
