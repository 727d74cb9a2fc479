"""All addresses of the site. They are public: read docs/operating.md before changing one."""

from allauth.account.views import password_set
from django.contrib import admin
from django.contrib.auth.decorators import login_required
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path

from accounts import token_pages
from accounts import views as account_views
from accounts.password_first import password_first
from articles.page_cache.public_page import public_page
from articles.public.sitemaps import SITEMAPS, sitemap_index
from backsite import device, health
from journal.views import data_page, reminder_pages, report_pages
from journal.views.method_page import method_page
from journal.views.newcomer_page import newcomer_page
from journal.views.try_page import try_page

urlpatterns = [
    # First the most frequent requests that no cache answers: Django tries the lines in order.
    path("journal/api/", include("journal.api.api_urls")),
    path("journal/shared/<str:token>/", report_pages.shared_report, name="shared_report"),
    path("journal/", include("journal.urls")),
    path("admin/", admin.site.urls),  # its lists look up an address for each row
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("manifest.webmanifest", device.manifest, name="manifest"),
    path("sw.js", device.service_worker, name="service_worker"),
    path("offline/", device.offline, name="offline"),
    path("offline/walks/", device.waiting_walks, name="waiting_walks"),
    path("favicon.ico", device.well_known_icon, {"file": "icon-192"}),
    path("apple-touch-icon.png", device.well_known_icon, {"file": "apple-touch-icon"}),
    path("apple-touch-icon-precomposed.png", device.well_known_icon, {"file": "apple-touch-icon"}),
    path(".well-known/change-password", device.change_password),
    path(".well-known/security.txt", device.security_text),
    path("sitemap.xml", sitemap_index, name="sitemap"),
    path(
        "sitemap-<slug:section>.xml",
        public_page(sitemap, parameters=("p",)),
        {"sitemaps": SITEMAPS},
        name="sitemap_section",
    ),
    path("", include("articles.urls")),  # early: most requests are for these
    path("accounts/consent/", account_views.consent, name="consent"),
    path("accounts/consent/withdraw/", account_views.withdraw_consent, name="withdraw_consent"),
    path("accounts/settings/", account_views.account_settings, name="account_settings"),
    path("accounts/again/", account_views.sign_in_again, name="sign_in_again"),
    # Somebody who finds a browser open must not choose the first password either.
    path("accounts/password/set/", login_required(password_first(password_set))),
    path("accounts/tokens/", token_pages.personal_tokens, name="personal_tokens"),
    path("accounts/tokens/<int:pk>/revoke/", token_pages.revoke_token, name="revoke_token"),
    path(
        "accounts/reminders/stop/<str:token>/", reminder_pages.stop_reminders, name="stop_reminders"
    ),
    path("accounts/data/", data_page.data_page, name="data"),
    path("accounts/data/sign-ins/", data_page.forget_places, name="forget_places"),
    path("accounts/data/delete/", data_page.delete_account_page, name="delete_account"),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("accounts/sessions/", include("allauth.usersessions.urls")),
    path("try/", try_page, name="try"),
    path("about/method/", method_page, name="method"),
    path("about/journal/", newcomer_page, name="journal_preview"),
]
handler400 = "backsite.errors.bad_request"
handler404 = "backsite.errors.not_found"
handler429 = "backsite.errors.too_many_requests"  # allauth looks it up here
handler500 = "backsite.errors.server_error"
