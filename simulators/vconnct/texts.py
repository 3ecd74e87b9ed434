"""VConnct's messages in Arabic and English; the Arabic success messages are the documented strings."""

from dataclasses import dataclass
from typing import Literal

Language = Literal["ar", "en"]


@dataclass(frozen=True, slots=True)
class Text:
    """One message in both languages."""

    ar: str
    en: str

    def said_in(self, language: Language) -> str:
        return self.ar if language == "ar" else self.en

    def about(self, field: str) -> "Text":
        """The same message naming the field that it is about."""
        return Text(f"{field}: {self.ar}", f"{field}: {self.en}")


CREATED = Text("تمت اضافه الاجتماع بنجاح!", "The meeting was added.")
UPDATED = Text("لقد تم تعديل بيانات الاجتماع بنجاح!", "The meeting was changed.")
STARTED = Text("الاجتماع الان تم تشغيله!", "The meeting is running now.")
# The vendor misspells «meeting» in this one only.
JOINED = Text("لقد تم دخولك للاحتماع بنجاح!", "You have joined the meeting.")
DELETED = Text("تم الحذف بنجاح!", "Deleted.")
DONE = Text("تم بنجاح!", "Done.")

LICENSE_REQUIRED = Text("مفتاح الترخيص مطلوب.", "The license key is required.")
LICENSE_INVALID = Text("مفتاح الترخيص غير صالح.", "The license key is not valid.")
LICENSE_EXPIRED = Text("انتهت صلاحية الترخيص.", "The license has expired.")

MEETING_NOT_FOUND = Text("الاجتماع غير موجود.", "The meeting was not found.")
SESSION_NOT_FOUND = Text("الجلسة غير موجودة.", "The session was not found.")
RECORD_NOT_FOUND = Text("التسجيل غير متاح.", "The recording is not available.")

NOT_JSON = Text("صيغة JSON غير صالحة.", "The body is not a valid JSON object.")
REQUIRED = Text("هذا الحقل مطلوب.", "This field is required.")
NOT_TEXT = Text("يجب أن يكون نصا.", "Not a valid string.")
BLANK = Text("لا يمكن أن يكون فارغا.", "This field may not be blank.")
LENGTH = Text("يجب أن يكون الطول بين 2 و 64 حرفا.", "The length must be between 2 and 64 characters.")
NOT_UUID = Text("معرف UUID غير صالح.", "Not a valid UUID.")
NOT_A_ROLE = Text("يجب أن يكون moderator أو viewer.", "Must be moderator or viewer.")
NOT_SETTINGS = Text(
    "يجب أن تكون مصفوفة من عناصر setting و value.", "Must be an array of objects with setting and value."
)

WRONG_PASSWORD = Text("كلمة المرور غير صحيحة.", "The password is not correct.")
STILL_RUNNING = Text("لا يمكن حذف اجتماع قيد التشغيل.", "A running meeting cannot be deleted.")
NOT_RUNNING = Text("الاجتماع ليس قيد التشغيل.", "The meeting is not running.")
ROOM_LIMIT = Text(
    "تم الوصول إلى الحد الأقصى لغرف الاجتماعات.", "The license has reached its maximum of meeting rooms."
)
ATTENDANCE_LIMIT = Text(
    "تم الوصول إلى الحد الأقصى للحضور في الغرفة.", "The room has reached its maximum of attendance."
)
