from django.apps import AppConfig


class OrgansConfig(AppConfig):
    name = "gongkai.organs"
    verbose_name = "机关"

    def ready(self) -> None:
        """Name the room's acts; teach every new connection to sort names by their sound."""
        from django.db.backends.signals import connection_created

        from gongkai.acts import kinds
        from gongkai.organs import order

        connection_created.connect(order.taught, dispatch_uid="gongkai.organs.order")

        kinds.register(
            {
                "unit.registered": "登记单位",
                "unit.renamed": "单位更名",
                "unit.alias_added": "登记单位别名",
                "unit.parent_set": "更改上级或主管单位",
                "unit.kind_set": "更改单位类别",
                "unit.contact_set": "填写单位联系信息",
                "group.registered": "登记单位组",
                "group.members_added": "登记单位组成员",
                "group.member_ended": "终止单位组成员资格",
                "person.added": "增加人员",
                "person.appointed": "任命角色",
                "person.dismissed": "免去角色",
                "person.deactivated": "停用账号",
                "person.reactivated": "恢复账号",
                "person.password_set": "重置他人密码",
                "person.password_changed": "修改本人密码",
                "person.mail_set": "填写本人提醒邮箱",
            },
            subjects={"unit": "单位", "group": "单位组", "user": "人员"},
        )
