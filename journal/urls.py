from django.urls import path, register_converter

from journal.looking_back.addresses import DayConverter, MonthConverter
from journal.views import (
    answer_pages,
    data_page,
    edit_page,
    export_pages,
    import_pages,
    nudge_pages,
    pattern_pages,
    programme_pages,
    reminder_pages,
    report_pages,
    try_page,
    unfinished_pages,
    walk_list_pages,
    walk_pages,
    week_pages,
)

register_converter(DayConverter, "day")
register_converter(MonthConverter, "month")

app_name = "journal"
urlpatterns = [
    path("", walk_pages.journal_home, name="home"),
    path("walks/", walk_list_pages.walk_list, name="walks"),
    path("walks/notes/", walk_list_pages.note_search, name="note_search"),
    path("walks/period/", walk_list_pages.period_page, name="period"),
    path("week/", week_pages.week_page, name="week"),
    path("week/<day:day>/", week_pages.week_page, name="week_of"),
    path("week/<day:day>/changes/", week_pages.week_changes, name="week_changes"),
    path("month/", week_pages.month_page, name="month"),
    path("month/<month:month>/", week_pages.month_page, name="month_of"),
    path("walks/new/", walk_pages.new_walk, name="new_walk"),
    path("walks/<uuid:entry>/", walk_pages.walk_page, name="walk"),
    path("walks/<uuid:entry>/edit/", edit_page.edit_walk, name="edit_walk"),
    path("walks/<uuid:entry>/answer/", answer_pages.answer_question, name="answer_question"),
    path("walks/<uuid:entry>/morning/", answer_pages.answer_morning, name="answer_morning"),
    path("walks/<uuid:entry>/undo-change/", answer_pages.undo_change, name="undo_change"),
    path("leave/", unfinished_pages.leave, name="leave"),
    path("waiting/<uuid:unfinished>/", unfinished_pages.finish_walk, name="finish_walk"),
    path("waiting/<uuid:unfinished>/discard/", unfinished_pages.discard_walk, name="discard_walk"),
    path("walks/<uuid:entry>/delete/", walk_pages.delete_walk, name="delete_walk"),
    path("walks/<uuid:entry>/undo/", walk_pages.undo_delete, name="undo_delete"),
    path("patterns/", pattern_pages.patterns_page, name="patterns"),
    path("patterns/habit/", pattern_pages.answer_log_habit, name="log_habit"),
    path("patterns/shown/", pattern_pages.keep_shown, name="keep_shown"),
    path("nudges/<int:nudge>/read/", nudge_pages.mark_read, name="nudge_read"),
    path("nudges/<int:nudge>/answer/", nudge_pages.answer_nudge, name="nudge_answer"),
    path("export/", export_pages.journal_files, name="export"),
    path("export/restore/", export_pages.restore_page, name="restore"),
    path("export/<slug:kind>/", export_pages.export_file, name="export_file"),
    path("report/", report_pages.clinic_report, name="report"),
    path("report/pdf/", report_pages.report_pdf, name="report_pdf"),
    path("report/share/", report_pages.share_report, name="share_report"),
    path("report/links/<uuid:entry>/end/", report_pages.revoke_report, name="revoke_report"),
    path("tried/", try_page.take_tried, name="take_tried"),
    path("import/", import_pages.walk_import_page, name="import"),
    path("import/take/", import_pages.take_import, name="take_import"),
    path("import/files/<uuid:received>/", import_pages.received_file, name="received_file"),
    path(
        "import/files/<uuid:received>/cancel/",
        import_pages.cancel_received,
        name="cancel_received",
    ),
    path("import/<uuid:brought>/undo/", import_pages.undo_taken_import, name="undo_import"),
    path("erase/", data_page.erase_journal, name="erase"),
    path("programmes/", programme_pages.programme_list, name="programmes"),
    path("programmes/<int:pk>/", programme_pages.programme_page, name="programme"),
    path("programmes/<int:pk>/edit/", programme_pages.edit_programme, name="edit_programme"),
    path("programmes/<int:pk>/tick/", programme_pages.tick_programme, name="tick_programme"),
    *(
        path(
            f"programmes/<int:pk>/{step}/",
            programme_pages.change_programme,
            {"step": step},
            name=f"{step}_programme",
        )
        for step in programme_pages.STEPS
    ),
    path("programmes/<int:pk>/delete/", programme_pages.delete_programme, name="delete_programme"),
    path("reminders/", reminder_pages.reminder_settings, name="reminders"),
    path("reminders/calendar/", reminder_pages.reminder_calendar, name="reminder_calendar"),
    path("suggestions/", pattern_pages.past_suggestions, name="suggestions"),
]
