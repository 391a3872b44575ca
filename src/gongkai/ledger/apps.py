from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from gongkai.documents.models import Document
    from gongkai.ledger.models import Assignment, Task


# What acts of this room are called on screen, and what they happen to.
KINDS = {
    "plan.adopted": "收录工作要点和任务",
    "plan.units_linked": "责任单位对应到名录",
    "plan.amended": "更正工作要点",
    "plan.item_amended": "更正要点条目",
    "plan.item_added": "更正时补入要点条目",
    "task.amended": "更正工作任务",
    "task.added": "更正时补入工作任务",
    "plan.sampled": "抽取抽查事项",
    "entry.recorded": "登记培训、案例、试点或示范",
    "entry.amended": "更正登记的记录",
    "entry.withdrawn": "撤销登记的记录",
    "duty.measure_tied": "任务事项对应到指标",
    "duty.measure_untied": "任务事项不再对应指标",
    "assignment.made": "分解到责任单位",
    "assignment.term_set": "确定时限",
    "assignment.term_moved": "时限随放假通知移动",
    "assignment.given": "调整责任单位",
    "assignment.filed": "报送落实情况",
    "assignment.accepted": "核查通过，办结",
    "assignment.returned": "核查退回，限期整改",
    "assignment.reopened": "重新打开，限期整改",
    "assignment.checked": "抽查通过",
    "assignment.carried": "转入下一年度",
    "assignment.dropped": "不再承担",
}
SUBJECTS = {
    "plan": "工作要点",
    "task": "工作任务",
    "duty": "任务事项",
    "assignment": "台账事项",
    "entry": "工作记录",
}


class LedgerConfig(AppConfig):
    name = "gongkai.ledger"
    verbose_name = "工作台账"

    def ready(self) -> None:
        from gongkai.acts import kinds
        from gongkai.documents import withdrawals
        from gongkai.ledger import chain, projections
        from gongkai.ledger.measures import MEASURES
        from gongkai.ledger.models import Assignment, Task
        from gongkai.obligations import measures, rules
        from gongkai.obligations.rules import Rule
        from gongkai.organs.policy import Action
        from gongkai.progress import subjects

        measures.register(MEASURES)
        kinds.register(KINDS, subjects=SUBJECTS)
        projections.register()
        withdrawals.register(chain.plan_withdrawn)
        rules.register(
            {
                chain.RULE: Rule(
                    "工作台账",
                    "年度政务公开工作要点",
                    place="desk:assignment",
                    todo="报送落实情况",
                    right=Action.FILE_WORK,
                    done="报送佐证（已公开的信息、网页链接、文件或照片），经其他单位的人核查通过",
                    moved=chain.due_moved,
                )
            }
        )
        subjects.register(
            Task.act_subject,
            "工作任务",
            subjects.rows_of(Task, "portal:task", _task, "plan__document"),
        )
        subjects.register(
            Assignment.act_subject,
            "台账事项",
            subjects.rows_of(Assignment, "portal:task", _assignment, "task__plan__document"),
        )


def _task(task: "Task") -> "tuple[str, Document, list[object]]":
    title = f"{task.plan.year}年政务公开工作要点任务{task.number}：{task.task}"
    return title, task.plan.document, [task.plan.uid, task.number]


def _assignment(assignment: "Assignment") -> "tuple[str, Document, list[object]]":
    _, document, parts = _task(assignment.task)
    return assignment.text, document, parts
