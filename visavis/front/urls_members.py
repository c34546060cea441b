"""Addresses of members, invitations and rights."""

from django.urls import URLPattern, path

from visavis.front.views import invitation, member, members, rights, secretaries

MEMBERS = "desk/settings/members/"
MEMBER = f"{MEMBERS}<uuid:membership_id>/"
INVITED = f"{MEMBERS}invitations/<uuid:invitation_id>/"

urlpatterns: list[URLPattern] = [
    path(MEMBERS, members.list_members, name="members"),
    path(f"{MEMBERS}invite/", members.invite, name="invite_member"),
    path(f"{MEMBERS}invitations/hours/", members.set_hours, name="invitation_hours"),
    path(f"{INVITED}again/", members.invite_again, name="invite_again"),
    path(f"{INVITED}revoke/", members.revoke, name="revoke_invitation"),
    path(MEMBER, member.show, name="member"),
    path(f"{MEMBER}photo/", member.photo, name="member_photo"),
    path(f"{MEMBER}end/", member.end, name="end_membership"),
    path(f"{MEMBER}preview/", member.preview, name="preview"),
    path(f"{MEMBER}second-factor/", member.reset_factor, name="reset_second_factor"),
    path("desk/settings/secretaries/", secretaries.mine, name="secretaries"),
    path("desk/settings/rights/", rights.rights, name="rights"),
    path("desk/rights/", rights.mark, name="rights_mark"),
    path("invitation/<str:secret>/", invitation.invitation, name="invitation"),
]
