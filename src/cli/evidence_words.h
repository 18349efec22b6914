#pragma once

#include <array>
#include <string_view>

/// The words of evidence pages in the languages of `PageLanguage`, in its order. They are those of
/// docs/reference/glossary.md.
namespace entente::cli {

using Words = std::array<std::string_view, 3>;

struct EvidenceWords {
  Words title{"Evidence pack", "증거 자료", "証拠書類"};
  Words agreement{"Agreement", "협정", "協定"};
  Words valid{"Everything in this pack verifies.", "이 자료의 모든 내용이 검증되었습니다.",
              "この書類の内容はすべて検証されました。"};
  Words invalid{"This pack does not verify. Rely on nothing in it.",
                "이 자료는 검증되지 않았습니다. 어떤 내용도 신뢰하지 마십시오.",
                "この書類は検証できませんでした。いかなる内容にも依拠しないでください。"};
  Words exercise{"EXERCISE", "연습 (EXERCISE)", "演習 (EXERCISE)"};
  Words training{"TRAINING", "교육 (TRAINING)", "教育 (TRAINING)"};
  Words acts{"Acts", "행위", "行為"};
  Words witnessed{"of them cosigned by the other party", "그중 상대방이 연서한 행위",
                  "うち相手方が連署した行為"};
  Words parties{"Parties", "당사자", "締約国政府"};
  Words party{"Party", "당사자", "締約国政府"};
  Words fingerprint{"Fingerprint", "지문", "フィンガープリント"};
  Words trust{"Trusted", "신뢰 여부", "信頼"};
  Words trusted{"known to the verifier", "검증자가 아는 지문", "検証者が知る値"};
  Words compare{"compare with the party another way", "당사자와 다른 경로로 대조하십시오",
                "別の経路で当事者と照合してください"};
  Words faults{"Faults", "결함", "不備"};
  Words line{"Line", "행", "行"};
  Words what{"Act", "행위", "行為"};
  Words article{"Article", "조항", "条項"};
  Words item{"Item", "품목", "件名"};
  Words marking{"Marking", "표시", "表示"};
  Words recorded{"Recorded", "기록 시각", "記録時刻"};
  Words claimed{"Claimed for", "주장된 시각", "主張された時刻"};
  Words cosigned{"Cosigned", "연서 시각", "連署時刻"};
  Words not_cosigned{"not cosigned", "연서 없음", "連署なし"};
  Words place{"Place in chain", "연쇄 순번", "連鎖の順番"};
  Words leaf{"Entry of the log", "원장 항목", "台帳の項目"};
  Words digest{"Digest", "다이제스트", "ダイジェスト"};
  Words key{"Key", "키", "鍵"};
  Words result{"Result", "검증 결과", "検証結果"};
  Words chosen{"Chosen", "선택 범위", "選択範囲"};
  Words from{"from", "시작", "開始"};
  Words until{"until", "종료", "終了"};
  Words keys{"Keys", "키", "鍵"};
  Words role{"Role", "용도", "用途"};
  Words node_key{"signs acts", "행위 서명", "行為の署名"};
  Words log_key{"signs heads of the log", "원장 헤드 서명", "台帳ヘッドの署名"};
  Words counts_from{"Counts from", "유효 시작", "有効の開始"};
  Words replaced{"Replaced", "교체", "交換"};
  Words not_replaced{"not replaced", "교체되지 않음", "交換されていない"};
  Words planned{"as planned", "계획에 따름", "計画による"};
  Words compromised{"compromised", "손상됨", "危殆化"};
  Words rests_on_compromised{"rests on a key later announced compromised",
                             "이후 손상되었다고 공지된 키에 근거함",
                             "後に危殆化が告知された鍵に基づく"};
  Words verifies{"verifies", "검증됨", "検証済み"};
  Words fails{"does not verify", "검증 실패", "検証失敗"};
};

struct ActWords {
  std::string_view type;
  Words words;
};

/// Every act that two parties share. One that is missing is shown by its type.
inline constexpr ActWords kActWords[] = {
    {"agreement.sign", {"signature", "서명", "署名"}},
    {"agreement.notify", {"notification of completion", "절차 완료 통보", "手続完了の通告"}},
    {"agreement.notice", {"notice of termination", "종료 통보", "終了の通告"}},
    {"agreement.suspend-notice",
     {"suspension of a notice's effect", "종료 통보의 효력 정지", "終了通告の効力の停止"}},
    {"agreement.revive-notice",
     {"revival of a notice", "종료 통보의 효력 회복", "終了通告の効力の回復"}},
    {"agreement.withdraw-notice", {"withdrawal of a notice", "종료 통보의 철회", "終了通告の撤回"}},
    {"agreement.withdraw-suspension",
     {"withdrawal of a suspension", "효력 정지의 철회", "効力停止の撤回"}},
    {"agreement.amend", {"consent to an amendment", "개정 동의", "改正への同意"}},
    {"agreement.supplement", {"consent to an arrangement", "시행약정 동의", "取決めへの同意"}},
    {"agreement.suspend", {"suspension of the agreement", "협정의 정지", "協定の停止"}},
    {"agreement.resume", {"resumption of the agreement", "협정의 재개", "協定の再開"}},
    {"agreement.replace", {"replacement of the agreement", "협정의 대체", "協定の代替"}},
    {"agreement.review", {"review of the agreement", "협정의 검토", "協定の検討"}},
    {"agreement.confirm", {"confirmation of a time", "시점의 확인", "時点の確認"}},
    {"agreement.hold", {"hold", "보류", "保留"}},
    {"agreement.unhold", {"end of a hold", "보류 해제", "保留の解除"}},
    {"authority.notify", {"competent authority", "권한있는 당국의 통보", "権限のある当局の通告"}},
    {"system.accredit", {"accreditation of a system", "체계 인가", "システムの認定"}},
    {"assurance.give", {"assurance", "보증", "保証"}},
    {"law.notify", {"notification of a change of law", "법령 변경 통보", "法令変更の通報"}},
    {"law.acknowledge", {"acknowledgement of it", "법령 변경 확인", "法令変更の確認"}},
    {"item.release", {"release", "제공", "提供"}},
    {"item.dispatch", {"dispatch", "발송", "発送"}},
    {"item.package-receipt", {"package receipt", "포장물 수령증", "外装の受領書"}},
    {"item.content-receipt", {"content receipt", "내용물 수령증", "内容の受領書"}},
    {"item.register", {"registration", "등록", "登録"}},
    {"item.reclassify", {"reclassification", "등급 변경", "区分の変更"}},
    {"item.remark", {"change of marking", "표시 변경", "表示の変更"}},
    {"item.return", {"return", "반환", "返還"}},
    {"item.destroy", {"destruction", "파기", "破棄"}},
    {"item.transfer", {"transfer", "이관", "移転"}},
    {"consent.request", {"request for consent", "동의 요청", "同意の要請"}},
    {"consent.grant", {"consent", "동의", "同意"}},
    {"consent.revoke", {"revocation of consent", "동의 철회", "同意の撤回"}},
    {"incident.report", {"incident report", "사고 보고", "事案の報告"}},
    {"incident.acknowledge",
     {"acknowledgement of an incident", "사고 보고 확인", "事案報告の確認"}},
    {"incident.results", {"results of an investigation", "조사 결과", "調査の結果"}},
    {"verdict.refuse", {"refusal of an act", "행위의 거부", "行為の拒否"}},
    {"key.announce", {"announcement of keys", "키 공지", "鍵の告知"}},
};

}  // namespace entente::cli
