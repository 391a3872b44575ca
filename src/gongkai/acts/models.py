"""Append-only acts, one hash chain per subject. Written by `acts.verbs.record` alone."""

import uuid

from django.db import models


class Subject(models.Model):
    """Anything that acts happen to. `uid` is its name in acts, addresses and exports."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    act_subject: str = ""

    class Meta:
        abstract = True


class Head(models.Model):
    """Length and last hash of one subject's chain; its row is the lock for appending."""

    subject_kind = models.CharField(max_length=40)
    subject_uid = models.UUIDField()
    length = models.PositiveIntegerField(default=0)
    hash = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_uid"], name="one_head_per_subject"
            )
        ]


class Act(models.Model):
    """What happened: a dated act by a named person. No personal data: that is in `ActDetail`."""

    subject_kind = models.CharField(max_length=40)
    subject_uid = models.UUIDField()
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=60, db_index=True)
    happened_on = models.DateField()
    recorded_at = models.DateTimeField(db_index=True)
    actor_uid = models.UUIDField(db_index=True)
    facts = models.JSONField(default=dict)
    detail_digest = models.CharField(max_length=64, blank=True)
    canonical = models.TextField()
    prev_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["subject_kind", "subject_uid", "seq"]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_uid", "seq"], name="one_act_per_seq"
            )
        ]


class ActDetail(models.Model):
    """The erasable side of an act: free text and anything personal, salted and digested."""

    act = models.OneToOneField(Act, on_delete=models.PROTECT, related_name="detail")
    salt = models.CharField(max_length=64)
    text = models.TextField()
