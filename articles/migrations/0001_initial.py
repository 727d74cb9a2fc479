"""Every table of this app, as of the first release."""

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
import django_fsm
import simple_history.models
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('kind', models.CharField(choices=[('answer', 'Answer'), ('movement', 'Movement card')], default='answer', max_length=10)),
                ('wording', models.CharField(max_length=200, verbose_name='question')),
                ('short_answer', models.CharField(help_text='One to three plain sentences that stand on their own.', max_length=400)),
                ('how_long', models.CharField(blank=True, help_text='Movement cards only: how long, how often. The page adds when to stop.', max_length=200)),
                ('body', models.TextField(blank=True)),
            ],
            options={
                'ordering': ('position', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='Caution',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(unique=True)),
                ('title', models.CharField(max_length=120)),
                ('names', models.TextField(help_text='The words that call for this caution, one a line, for example ibuprofen.')),
                ('body', models.TextField(blank=True)),
                ('reviewed_on', models.DateField(blank=True, help_text='Leave empty if no clinician has reviewed this caution.', null=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'ordering': ('slug',),
            },
        ),
        migrations.CreateModel(
            name='ContentVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveBigIntegerField()),
                ('changed_at', models.DateTimeField(help_text="By the database's clock.")),
                ('watch', models.CharField(help_text='Which triggers count: a fingerprint of their text.', max_length=64)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='PromotedAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('searches', models.TextField(help_text='What people type, one search a line. Order, endings and small words do not count: “red flags” also stands for “what are the red flags”.')),
            ],
            options={
                'ordering': ('question',),
            },
        ),
        migrations.CreateModel(
            name='SearchWord',
            fields=[
                ('word', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('stem', models.CharField(db_index=True, max_length=40)),
                ('entries', models.IntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='Source',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(help_text='A short name used in files and lists, for example nice-ng59.', unique=True)),
                ('title', models.CharField(max_length=300)),
                ('publisher', models.CharField(help_text='Journal, institute or publisher.', max_length=200)),
                ('year', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('url', models.URLField(blank=True, max_length=500, verbose_name='address')),
                ('kind', models.CharField(choices=[('guideline', 'Clinical guideline'), ('systematic_review', 'Systematic review'), ('trial', 'Randomised trial'), ('observational', 'Observational study'), ('textbook', 'Textbook'), ('clinic_opinion', 'Clinic’s opinion'), ('patient_information', 'Patient information')], max_length=30, verbose_name='kind of evidence')),
                ('checked_on', models.DateField(blank=True, help_text='The day somebody last opened the source and found that it says what we cite. Leave empty if nobody has: the page then says so.', null=True)),
            ],
            options={
                'ordering': ('key',),
            },
        ),
        migrations.CreateModel(
            name='Synonym',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.CharField(help_text='Words or short phrases that mean the same, with commas between, for example “numb, tingling, pins and needles”. Who searches for one finds the others too.', max_length=500, unique=True)),
            ],
            options={
                'ordering': ('words',),
            },
        ),
        migrations.CreateModel(
            name='Topic',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(unique=True)),
                ('title', models.CharField(max_length=120)),
                ('summary', models.CharField(help_text='One sentence, shown on the home page.', max_length=300)),
                ('position', models.PositiveSmallIntegerField(default=0, help_text='Smaller comes first.')),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'ordering': ('position', 'slug'),
            },
        ),
        migrations.CreateModel(
            name='UsedVoteToken',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=32, unique=True)),
                ('day', models.DateField()),
            ],
        ),
        migrations.CreateModel(
            name='SearchEntry',
            fields=[
                ('answer', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, serialize=False, to='articles.answer')),
                ('shown_from', models.DateTimeField()),
                ('shown_until', models.DateTimeField(null=True)),
                ('stems', models.TextField()),
                ('marks', models.TextField()),
                ('words', models.TextField()),
                ('body', models.TextField()),
            ],
            options={
                'verbose_name_plural': 'search entries',
            },
        ),
        migrations.CreateModel(
            name='Article',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(help_text='The last part of the address. If you change it after publication, the old address leads to the new one.', max_length=80, unique=True)),
                ('position', models.PositiveSmallIntegerField(default=0, help_text='Place within the topic; smaller comes first.')),
                ('related', models.ManyToManyField(blank=True, help_text='What to read next. Shown under the article, in your order of choosing.', to='articles.article')),
                ('topic', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='articles', to='articles.topic')),
            ],
            options={
                'ordering': ('topic__position', 'position', 'slug'),
            },
        ),
        migrations.CreateModel(
            name='Edition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', django_fsm.FSMField(choices=[('draft', 'Draft'), ('in_review', 'In review'), ('ready', 'Ready'), ('published', 'Published'), ('withdrawn', 'Withdrawn')], default='draft', max_length=50, protected=True)),
                ('reviewer_name', models.CharField(blank=True, editable=False, max_length=120)),
                ('reviewer_credentials', models.CharField(blank=True, editable=False, max_length=200)),
                ('reviewed_on', models.DateField(blank=True, editable=False, null=True)),
                ('review_due_on', models.DateField(blank=True, null=True, verbose_name='next review due')),
                ('review_note', models.TextField(blank=True, editable=False, help_text='Why it was sent back, from the last review.')),
                ('publish_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('expires_at', models.DateTimeField(blank=True, help_text='From then on the page is gone. Usually empty.', null=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('withdrawn_reason', models.CharField(blank=True, editable=False, max_length=300)),
                ('number', models.PositiveSmallIntegerField(default=1, editable=False)),
                ('title', models.CharField(max_length=160)),
                ('summary', models.CharField(help_text='Plain text. Shown in lists, in search and at the top.', max_length=300)),
                ('introduction', models.TextField(blank=True, help_text='What stands before the first question. May be short.')),
                ('author_name', models.CharField(help_text='As printed on the page.', max_length=120)),
                ('interests', models.CharField(blank=True, help_text='Of author and reviewer.', max_length=300, verbose_name='declared interests')),
                ('change_note', models.CharField(blank=True, help_text='What is new, for readers and for the feed.', max_length=300)),
                ('origin', models.CharField(blank=True, editable=False, max_length=200)),
                ('origin_digest', models.CharField(blank=True, editable=False, max_length=64)),
                ('import_report', models.JSONField(blank=True, editable=False, null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='editions', to='articles.article')),
                ('assigned_to', models.ForeignKey(blank=True, editable=False, help_text='Whose turn it is, where somebody said so.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='editions_assigned', to=settings.AUTH_USER_MODEL)),
                ('author', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='editions_written', to=settings.AUTH_USER_MODEL)),
                ('reviewer', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='editions_reviewed', to=settings.AUTH_USER_MODEL)),
                ('successor', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='articles.article')),
            ],
            options={
                'ordering': ('article', '-number'),
                'permissions': (('review_edition', 'Can approve an edition or send it back'), ('publish_edition', 'Can publish, schedule and withdraw an edition'), ('share_edition', 'Can share a draft by a link, and revoke the link')),
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.AddField(
            model_name='answer',
            name='edition',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='articles.edition'),
        ),
        migrations.CreateModel(
            name='EditionNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('author_name', models.CharField(editable=False, max_length=254)),
                ('text', models.TextField(max_length=2000)),
                ('written_at', models.DateTimeField(auto_now_add=True)),
                ('author', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='edition_notes', to=settings.AUTH_USER_MODEL)),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='articles.edition')),
            ],
            options={
                'ordering': ('written_at', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='FailedSearch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.CharField(max_length=60)),
                ('day', models.DateField()),
                ('times', models.PositiveIntegerField(default=1)),
            ],
            options={
                'verbose_name_plural': 'failed searches',
                'ordering': ('-day', '-times', 'words'),
                'indexes': [models.Index(fields=['day'], name='articles_fa_day_0c30f0_idx')],
                'constraints': [models.UniqueConstraint(fields=('words', 'day'), name='articles_failed_search_once_a_day')],
            },
        ),
        migrations.CreateModel(
            name='Figure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(help_text='A short name used in files and lists, for example knee-roll-start. Empty: made from the caption.', unique=True)),
                ('alternative_text', models.CharField(blank=True, help_text='What the picture tells, for people who do not see it. Not “picture of”.', max_length=300)),
                ('is_decorative', models.BooleanField(default=False, help_text='It tells nothing that the text does not: screen readers pass over it. Then leave the alternative text empty.', verbose_name='decorative')),
                ('caption', models.CharField(blank=True, help_text='Stands under the picture. May stay empty.', max_length=300)),
                ('credit', models.CharField(help_text='Who made it, and under which licence it may be shown.', max_length=200)),
                ('digest', models.CharField(db_index=True, editable=False, max_length=64)),
                ('width', models.PositiveSmallIntegerField(editable=False)),
                ('height', models.PositiveSmallIntegerField(editable=False)),
                ('uploaded_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'ordering': ('key',),
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('alternative_text', ''), ('is_decorative', True)), models.Q(('is_decorative', False), models.Q(('alternative_text', ''), _negated=True)), _connector='OR'), name='articles_figure_says_what_it_shows', violation_error_message='Write an alternative text, or mark the picture as decorative: one of the two.')],
            },
        ),
        migrations.CreateModel(
            name='AnswerFigure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('answer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='figure_links', to='articles.answer')),
                ('figure', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answer_links', to='articles.figure')),
            ],
            options={
                'ordering': ('position', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='FigureFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('width', models.PositiveSmallIntegerField()),
                ('data', models.BinaryField()),
                ('figure', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='articles.figure')),
            ],
        ),
        migrations.CreateModel(
            name='FormerSlug',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=80, unique=True)),
                ('left_at', models.DateTimeField(auto_now_add=True)),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='former_slugs', to='articles.article')),
            ],
            options={
                'ordering': ('slug',),
            },
        ),
        migrations.CreateModel(
            name='HistoricalCaution',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('slug', models.SlugField()),
                ('title', models.CharField(max_length=120)),
                ('names', models.TextField(help_text='The words that call for this caution, one a line, for example ibuprofen.')),
                ('body', models.TextField(blank=True)),
                ('reviewed_on', models.DateField(blank=True, help_text='Leave empty if no clinician has reviewed this caution.', null=True)),
                ('updated_at', models.DateTimeField(blank=True, editable=False)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical caution',
                'verbose_name_plural': 'historical cautions',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalEdition',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('state', django_fsm.FSMField(choices=[('draft', 'Draft'), ('in_review', 'In review'), ('ready', 'Ready'), ('published', 'Published'), ('withdrawn', 'Withdrawn')], default='draft', max_length=50, protected=True)),
                ('reviewer_name', models.CharField(blank=True, editable=False, max_length=120)),
                ('reviewer_credentials', models.CharField(blank=True, editable=False, max_length=200)),
                ('reviewed_on', models.DateField(blank=True, editable=False, null=True)),
                ('review_due_on', models.DateField(blank=True, null=True, verbose_name='next review due')),
                ('review_note', models.TextField(blank=True, editable=False, help_text='Why it was sent back, from the last review.')),
                ('publish_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('expires_at', models.DateTimeField(blank=True, help_text='From then on the page is gone. Usually empty.', null=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('withdrawn_reason', models.CharField(blank=True, editable=False, max_length=300)),
                ('number', models.PositiveSmallIntegerField(default=1, editable=False)),
                ('title', models.CharField(max_length=160)),
                ('summary', models.CharField(help_text='Plain text. Shown in lists, in search and at the top.', max_length=300)),
                ('introduction', models.TextField(blank=True, help_text='What stands before the first question. May be short.')),
                ('author_name', models.CharField(help_text='As printed on the page.', max_length=120)),
                ('interests', models.CharField(blank=True, help_text='Of author and reviewer.', max_length=300, verbose_name='declared interests')),
                ('change_note', models.CharField(blank=True, help_text='What is new, for readers and for the feed.', max_length=300)),
                ('origin', models.CharField(blank=True, editable=False, max_length=200)),
                ('origin_digest', models.CharField(blank=True, editable=False, max_length=64)),
                ('created_at', models.DateTimeField(blank=True, editable=False)),
                ('updated_at', models.DateTimeField(blank=True, editable=False)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('article', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='articles.article')),
                ('assigned_to', models.ForeignKey(blank=True, db_constraint=False, editable=False, help_text='Whose turn it is, where somebody said so.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('author', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('reviewer', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('successor', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='articles.article')),
            ],
            options={
                'verbose_name': 'historical edition',
                'verbose_name_plural': 'historical editions',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalFigure',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('key', models.SlugField(help_text='A short name used in files and lists, for example knee-roll-start. Empty: made from the caption.')),
                ('alternative_text', models.CharField(blank=True, help_text='What the picture tells, for people who do not see it. Not “picture of”.', max_length=300)),
                ('is_decorative', models.BooleanField(default=False, help_text='It tells nothing that the text does not: screen readers pass over it. Then leave the alternative text empty.', verbose_name='decorative')),
                ('caption', models.CharField(blank=True, help_text='Stands under the picture. May stay empty.', max_length=300)),
                ('credit', models.CharField(help_text='Who made it, and under which licence it may be shown.', max_length=200)),
                ('digest', models.CharField(db_index=True, editable=False, max_length=64)),
                ('width', models.PositiveSmallIntegerField(editable=False)),
                ('height', models.PositiveSmallIntegerField(editable=False)),
                ('uploaded_at', models.DateTimeField(blank=True, editable=False)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical figure',
                'verbose_name_plural': 'historical figures',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalSource',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('key', models.SlugField(help_text='A short name used in files and lists, for example nice-ng59.')),
                ('title', models.CharField(max_length=300)),
                ('publisher', models.CharField(help_text='Journal, institute or publisher.', max_length=200)),
                ('year', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('url', models.URLField(blank=True, max_length=500, verbose_name='address')),
                ('kind', models.CharField(choices=[('guideline', 'Clinical guideline'), ('systematic_review', 'Systematic review'), ('trial', 'Randomised trial'), ('observational', 'Observational study'), ('textbook', 'Textbook'), ('clinic_opinion', 'Clinic’s opinion'), ('patient_information', 'Patient information')], max_length=30, verbose_name='kind of evidence')),
                ('checked_on', models.DateField(blank=True, help_text='The day somebody last opened the source and found that it says what we cite. Leave empty if nobody has: the page then says so.', null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical source',
                'verbose_name_plural': 'historical sources',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalSynonym',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('words', models.CharField(db_index=True, help_text='Words or short phrases that mean the same, with commas between, for example “numb, tingling, pins and needles”. Who searches for one finds the others too.', max_length=500)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical synonym',
                'verbose_name_plural': 'historical synonyms',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalTopic',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('slug', models.SlugField()),
                ('title', models.CharField(max_length=120)),
                ('summary', models.CharField(help_text='One sentence, shown on the home page.', max_length=300)),
                ('position', models.PositiveSmallIntegerField(default=0, help_text='Smaller comes first.')),
                ('updated_at', models.DateTimeField(blank=True, editable=False)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical topic',
                'verbose_name_plural': 'historical topics',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='LinkCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('url', models.CharField(max_length=2000, unique=True, verbose_name='address')),
                ('checked_at', models.DateTimeField()),
                ('status', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='answer')),
                ('problem', models.CharField(blank=True, max_length=200)),
                ('broken_since', models.DateTimeField(blank=True, null=True)),
                ('articles', models.ManyToManyField(blank=True, related_name='link_checks', to='articles.article')),
            ],
            options={
                'ordering': ('url',),
            },
        ),
        migrations.CreateModel(
            name='PendingImport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('data', models.BinaryField()),
                ('uploaded_at', models.DateTimeField()),
                ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='PromotedTerm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(db_index=True, max_length=200)),
                ('promoted', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='terms', to='articles.promotedanswer')),
            ],
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('anchor', models.CharField(max_length=60, validators=[django.core.validators.RegexValidator('\\A[a-z][a-z0-9]*(-[a-z0-9]+)*\\Z', 'Use lower-case letters, digits and single hyphens, starting with a letter.')])),
                ('also_asked_as', models.TextField(blank=True, help_text='Other wordings of the same question, one a line. Search finds them.')),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='articles.article')),
            ],
            options={
                'ordering': ('article', 'anchor'),
            },
        ),
        migrations.AddField(
            model_name='promotedanswer',
            name='question',
            field=models.ForeignKey(help_text='Shown first while it is public.', on_delete=django.db.models.deletion.CASCADE, related_name='promotions', to='articles.question'),
        ),
        migrations.CreateModel(
            name='HistoricalPromotedAnswer',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('searches', models.TextField(help_text='What people type, one search a line. Order, endings and small words do not count: “red flags” also stands for “what are the red flags”.')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('question', models.ForeignKey(blank=True, db_constraint=False, help_text='Shown first while it is public.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='articles.question')),
            ],
            options={
                'verbose_name': 'historical promoted answer',
                'verbose_name_plural': 'historical promoted answers',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddField(
            model_name='answer',
            name='question',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='articles.question'),
        ),
        migrations.CreateModel(
            name='Remark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('week', models.DateField(help_text='The Monday of the week in which it was sent.', verbose_name='week of')),
                ('was_helpful', models.BooleanField(verbose_name='called it helpful')),
                ('text', models.CharField(max_length=300, verbose_name='what was said')),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='remarks', to='articles.edition')),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='remarks', to='articles.question')),
            ],
            options={
                'ordering': ('-week', 'question', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='SharedLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(editable=False, max_length=64, unique=True)),
                ('for_whom', models.CharField(help_text='So that you know later whose link it is. Only editors see it.', max_length=120)),
                ('shared_by_name', models.CharField(help_text='As the page names them.', max_length=120)),
                ('days', models.PositiveSmallIntegerField(default=14, help_text='At most 90. You can revoke it at any time.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(90)], verbose_name='open for how many days')),
                ('created_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('visits', models.PositiveIntegerField(default=0)),
                ('last_visit_on', models.DateField(blank=True, null=True)),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='shared_links', to='articles.edition')),
                ('revoked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('shared_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-created_at', '-pk'),
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='SharedComment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('entry', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('kind', models.CharField(choices=[('comment', 'A comment'), ('approval', 'I have read this and would approve it')], max_length=10)),
                ('name', models.CharField(max_length=120)),
                ('credentials', models.CharField(blank=True, max_length=200)),
                ('text', models.TextField(blank=True, max_length=2000)),
                ('sent_at', models.DateTimeField()),
                ('seen_digest', models.CharField(help_text='Of the words that they had before them (Content.fingerprint).', max_length=64)),
                ('seen_saved_at', models.DateTimeField(help_text='When those words were last saved.')),
                ('link', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='comments', to='articles.sharedlink')),
            ],
            options={
                'ordering': ('-sent_at', '-pk'),
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='HistoricalWarningSign',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('level', models.CharField(choices=[('emergency', 'Emergency: now'), ('urgent', 'Urgent: today'), ('soon', 'Soon'), ('tell', 'Tell whoever you see')], max_length=10)),
                ('text', models.CharField(help_text='The sign as a reader would notice it, without a full stop.', max_length=300)),
                ('position', models.PositiveSmallIntegerField(default=0, help_text='Smaller comes first.')),
                ('reviewed_on', models.DateField(blank=True, help_text='Leave empty if no clinician has reviewed this sign.', null=True)),
                ('updated_at', models.DateTimeField(blank=True, editable=False)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('source', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='articles.source')),
            ],
            options={
                'verbose_name': 'historical warning sign',
                'verbose_name_plural': 'historical warning signs',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalCaution_sources',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('m2m_history_id', models.AutoField(primary_key=True, serialize=False)),
                ('caution', models.ForeignKey(blank=True, db_constraint=False, db_tablespace='', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='articles.caution')),
                ('history', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, to='articles.historicalcaution')),
                ('source', models.ForeignKey(blank=True, db_constraint=False, db_tablespace='', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='articles.source')),
            ],
            options={
                'verbose_name': 'HistoricalCaution_sources',
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddField(
            model_name='caution',
            name='sources',
            field=models.ManyToManyField(blank=True, related_name='cautions', to='articles.source'),
        ),
        migrations.AddField(
            model_name='answer',
            name='sources',
            field=models.ManyToManyField(blank=True, related_name='answers', to='articles.source'),
        ),
        migrations.CreateModel(
            name='SynonymTerm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(db_index=True, max_length=120)),
                ('synonym', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='terms', to='articles.synonym')),
            ],
        ),
        migrations.CreateModel(
            name='HistoricalArticle',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('slug', models.SlugField(help_text='The last part of the address. If you change it after publication, the old address leads to the new one.', max_length=80)),
                ('position', models.PositiveSmallIntegerField(default=0, help_text='Place within the topic; smaller comes first.')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('topic', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='articles.topic')),
            ],
            options={
                'verbose_name': 'historical article',
                'verbose_name_plural': 'historical articles',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Vote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('helpful', models.PositiveIntegerField(default=0)),
                ('unhelpful', models.PositiveIntegerField(default=0)),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='votes', to='articles.edition')),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='votes', to='articles.question')),
            ],
            options={
                'ordering': ('-day', 'question'),
            },
        ),
        migrations.CreateModel(
            name='WarningSign',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.CharField(choices=[('emergency', 'Emergency: now'), ('urgent', 'Urgent: today'), ('soon', 'Soon'), ('tell', 'Tell whoever you see')], max_length=10)),
                ('text', models.CharField(help_text='The sign as a reader would notice it, without a full stop.', max_length=300)),
                ('position', models.PositiveSmallIntegerField(default=0, help_text='Smaller comes first.')),
                ('reviewed_on', models.DateField(blank=True, help_text='Leave empty if no clinician has reviewed this sign.', null=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='warning_signs', to='articles.source')),
            ],
            options={
                'ordering': ('position', 'pk'),
            },
        ),
        migrations.AddIndex(
            model_name='edition',
            index=models.Index(fields=['article', '-publish_at', '-number'], name='articles_ed_article_e01764_idx'),
        ),
        migrations.AddIndex(
            model_name='edition',
            index=models.Index(fields=['publish_at'], name='articles_ed_publish_ac4f80_idx'),
        ),
        migrations.AddIndex(
            model_name='edition',
            index=models.Index(fields=['expires_at'], name='articles_ed_expires_55bf6a_idx'),
        ),
        migrations.AddIndex(
            model_name='edition',
            index=models.Index(fields=['review_due_on'], name='articles_ed_review__6dd3c3_idx'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.UniqueConstraint(fields=('article', 'number'), name='articles_edition_number_once'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['draft', 'in_review', 'ready'])), fields=('article',), name='articles_one_open_draft', violation_error_message='This article has an open draft already.'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.CheckConstraint(condition=models.Q(('reviewer', models.F('author')), _negated=True), name='articles_reviewer_is_not_author', violation_error_message='Nobody reviews what they wrote.'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.CheckConstraint(condition=models.Q(('reviewed_on', None), models.Q(models.Q(('reviewer_name', ''), _negated=True), models.Q(('reviewer_credentials', ''), _negated=True)), _connector='OR'), name='articles_review_names_its_reviewer'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('publish_at', None), ('state__in', ['draft', 'in_review', 'ready'])), models.Q(('publish_at__isnull', False), ('state__in', ['published', 'withdrawn'])), _connector='OR'), name='articles_published_has_a_time'),
        ),
        migrations.AddConstraint(
            model_name='editionnote',
            constraint=models.CheckConstraint(condition=django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('text'), 2000), name='articles_edition_note_is_short'),
        ),
        migrations.AddConstraint(
            model_name='answerfigure',
            constraint=models.UniqueConstraint(fields=('answer', 'figure'), name='articles_figure_once_an_answer'),
        ),
        migrations.AddConstraint(
            model_name='figurefile',
            constraint=models.UniqueConstraint(fields=('figure', 'width'), name='articles_figure_file_once_a_width'),
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=models.UniqueConstraint(fields=('article', 'anchor'), name='articles_anchor_once_in_article', violation_error_message='This article has a question with this anchor already.'),
        ),
        migrations.AddConstraint(
            model_name='remark',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='articles_remark_says_something'),
        ),
        migrations.AddConstraint(
            model_name='remark',
            constraint=models.CheckConstraint(condition=django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('text'), 300), name='articles_remark_is_short'),
        ),
        migrations.AddConstraint(
            model_name='sharedlink',
            constraint=models.CheckConstraint(condition=models.Q(('days__gte', 1), ('days__lte', 90)), name='articles_shared_for_some_days'),
        ),
        migrations.AddConstraint(
            model_name='sharedlink',
            constraint=models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('created_at'))), name='articles_shared_link_ends'),
        ),
        migrations.AddConstraint(
            model_name='sharedcomment',
            constraint=models.UniqueConstraint(fields=('link', 'entry'), name='articles_comment_once'),
        ),
        migrations.AddConstraint(
            model_name='sharedcomment',
            constraint=models.CheckConstraint(condition=models.Q(('kind', 'approval'), models.Q(('text', ''), _negated=True), _connector='OR'), name='articles_comment_says_something'),
        ),
        migrations.AddConstraint(
            model_name='sharedcomment',
            constraint=models.CheckConstraint(condition=django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('text'), 2000), name='articles_comment_is_short'),
        ),
        migrations.AddConstraint(
            model_name='answer',
            constraint=models.UniqueConstraint(fields=('edition', 'question'), name='articles_one_answer_per_question', violation_error_message='This edition answers this question already.'),
        ),
        migrations.AddConstraint(
            model_name='answer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'movement'), _negated=True), models.Q(('how_long', ''), _negated=True), _connector='OR'), name='articles_movement_says_how_long', violation_error_message='A movement card says how long and how often.'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(fields=['topic', 'position', 'slug'], name='articles_topic_order'),
        ),
        migrations.AddConstraint(
            model_name='vote',
            constraint=models.UniqueConstraint(fields=('question', 'edition', 'day'), name='articles_votes_once_a_day'),
        ),
        migrations.AddConstraint(
            model_name='warningsign',
            constraint=models.UniqueConstraint(fields=('level', 'text'), name='articles_warning_sign_once', violation_error_message='This level has this sign already.'),
        ),
    ]
