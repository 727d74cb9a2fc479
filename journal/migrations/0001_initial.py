"""Every table of this app, as of the first release."""

import datetime
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
import simple_history.models
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('articles', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AdviceRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(help_text='For lists and files; never shown.', max_length=80, unique=True, verbose_name='short name')),
                ('because', models.CharField(help_text='What the walker reads first. No numbers: the walker’s own follow by themselves. Describe; do not instruct, and name no condition as theirs.', max_length=300)),
                ('tell_apart', models.CharField(blank=True, help_text='A question that the walker can ask themselves.', max_length=300, verbose_name='what tells the two apart')),
                ('is_active', models.BooleanField(default=True, verbose_name='in use')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('origin_digest', models.CharField(blank=True, editable=False, max_length=64)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('beside', models.ForeignKey(blank=True, help_text='Another answer that the same walks would fit, so that neither stands alone.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='articles.question', verbose_name='always shown beside')),
                ('question', models.ForeignKey(help_text='The answer that fits when the conditions hold.', on_delete=django.db.models.deletion.PROTECT, related_name='advice_rules', to='articles.question')),
            ],
            options={
                'ordering': ('slug',),
            },
        ),
        migrations.CreateModel(
            name='HistoricalAdviceRule',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('slug', models.SlugField(help_text='For lists and files; never shown.', max_length=80, verbose_name='short name')),
                ('because', models.CharField(help_text='What the walker reads first. No numbers: the walker’s own follow by themselves. Describe; do not instruct, and name no condition as theirs.', max_length=300)),
                ('tell_apart', models.CharField(blank=True, help_text='A question that the walker can ask themselves.', max_length=300, verbose_name='what tells the two apart')),
                ('is_active', models.BooleanField(default=True, verbose_name='in use')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('origin_digest', models.CharField(blank=True, editable=False, max_length=64)),
                ('updated_at', models.DateTimeField(blank=True, editable=False)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('beside', models.ForeignKey(blank=True, db_constraint=False, help_text='Another answer that the same walks would fit, so that neither stands alone.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='articles.question', verbose_name='always shown beside')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('question', models.ForeignKey(blank=True, db_constraint=False, help_text='The answer that fits when the conditions hold.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='articles.question')),
            ],
            options={
                'verbose_name': 'historical advice rule',
                'verbose_name_plural': 'historical advice rules',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='PatternReach',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('journals', models.PositiveIntegerField(blank=True, null=True)),
                ('counted_at', models.DateTimeField()),
                ('pattern', models.CharField(max_length=40)),
                ('state', models.CharField(max_length=20)),
                ('side', models.SmallIntegerField()),
                ('without_advice', models.PositiveIntegerField(blank=True, null=True)),
            ],
            options={
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('journals', None), ('journals__gte', 10), _connector='OR'), name='journal_patternreach_counts_groups_only'), models.UniqueConstraint(fields=('pattern', 'state', 'side'), name='journal_one_reach_per_outcome')],
            },
        ),
        migrations.CreateModel(
            name='Programme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='exercises')),
                ('started_on', models.DateField(verbose_name='began on')),
                ('walker', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='programmes', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='RuleCondition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pattern', models.CharField(max_length=40)),
                ('state', models.CharField(choices=[('so_far', 'seen so far, or linked'), ('linked', 'linked'), ('no_clear_link', 'clearly not linked'), ('cannot_tell', 'cannot be told yet'), ('too_early', 'too early to say')], default='linked', max_length=20, verbose_name='is')),
                ('direction', models.CharField(choices=[('any', 'either way'), ('up', 'up (more pain, or in most walks)'), ('down', 'down (less pain, or in few walks)')], default='any', max_length=4)),
                ('size', models.FloatField(blank=True, help_text='In the pattern’s unit (points, minutes, share from 0 to 1). Empty: any size.', null=True, validators=[django.core.validators.MinValueValidator(0)], verbose_name='at least')),
                ('rule', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='conditions', to='journal.advicerule')),
            ],
            options={
                'ordering': ('pk',),
            },
        ),
        migrations.CreateModel(
            name='RuleReach',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('journals', models.PositiveIntegerField(blank=True, null=True)),
                ('counted_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField()),
                ('rule', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='reach', to='journal.advicerule')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Suggestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('shown_on', models.DateField()),
                ('rule_slug', models.CharField(max_length=80)),
                ('rule_version', models.PositiveIntegerField()),
                ('wording', models.CharField(max_length=200, verbose_name='question as it was worded')),
                ('tell_apart', models.CharField(blank=True, max_length=300)),
                ('strength', models.CharField(max_length=10)),
                ('because', models.TextField(help_text='The sentences that were shown, one a line.')),
                ('beside', models.ForeignKey(blank=True, help_text="The answer that stood beside it; one edition's, so its words stand still.", null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='articles.answer')),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='articles.edition')),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='articles.question')),
                ('walker', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='suggestions', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-shown_on', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='Walk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('entry', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('started_at', models.DateTimeField(validators=[django.core.validators.MinValueValidator(datetime.datetime(2000, 1, 1, 0, 0, tzinfo=datetime.timezone.utc), 'This is before the year 2000. Check the year.')], verbose_name='started at')),
                ('time_zone', models.CharField(max_length=64)),
                ('minutes', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(1440)], verbose_name='minutes walked')),
                ('pain_before', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(10)], verbose_name='pain before')),
                ('pain_after', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(10)], verbose_name='pain after')),
                ('pain_next_morning', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(10)], verbose_name='pain the next morning')),
                ('eased_by_sitting', models.BooleanField(blank=True, null=True, verbose_name='eased by sitting')),
                ('eased_by_leaning_forward', models.BooleanField(blank=True, null=True, verbose_name='eased by leaning forward')),
                ('eased_by_standing_still', models.BooleanField(blank=True, null=True, verbose_name='eased by standing still')),
                ('eased_by_lying', models.BooleanField(blank=True, null=True, verbose_name='eased by lying down')),
                ('leg_symptoms', models.CharField(blank=True, choices=[('none', 'No'), ('one', 'One leg'), ('both', 'Both legs')], max_length=4, null=True, verbose_name='leg symptoms')),
                ('stopped_early', models.BooleanField(blank=True, null=True, verbose_name='stopped early because of pain')),
                ('painkiller', models.BooleanField(blank=True, null=True, verbose_name='painkiller before the walk')),
                ('slope', models.CharField(blank=True, choices=[('flat', 'Mostly flat'), ('hilly', 'Up and down')], max_length=10)),
                ('surface', models.CharField(blank=True, choices=[('firm', 'Pavement or road'), ('soft', 'Grass, sand or forest floor'), ('uneven', 'Uneven'), ('treadmill', 'Treadmill')], max_length=10)),
                ('load', models.CharField(blank=True, choices=[('none', 'Nothing'), ('light', 'A light bag'), ('heavy', 'Something heavy, or a child')], max_length=10, verbose_name='carried')),
                ('note', models.TextField(blank=True, max_length=1000, validators=[django.core.validators.MaxLengthValidator(1000)])),
                ('logged_at', models.DateTimeField(editable=False)),
                ('changed_at', models.DateTimeField(editable=False)),
                ('deleted_at', models.DateTimeField(editable=False, null=True)),
                ('walker', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='walks', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddConstraint(
            model_name='advicerule',
            constraint=models.CheckConstraint(condition=models.Q(('beside', None), models.Q(('tell_apart', ''), _negated=True), _connector='OR'), name='journal_rule_tells_the_two_apart', violation_error_message='Say what tells the two answers apart.'),
        ),
        migrations.AddConstraint(
            model_name='programme',
            constraint=models.UniqueConstraint(fields=('walker', 'id'), name='journal_programme_by_person'),
        ),
        migrations.AddConstraint(
            model_name='programme',
            constraint=models.UniqueConstraint(fields=('walker', 'started_on'), name='journal_one_programme_a_day', violation_error_message='You have said already what you began on this day.'),
        ),
        migrations.AddConstraint(
            model_name='programme',
            constraint=models.CheckConstraint(condition=models.Q(('started_on__gte', datetime.date(2000, 1, 1))), name='journal_programme_not_before_2000', violation_error_message='Give a day since the year 2000.'),
        ),
        migrations.AddConstraint(
            model_name='rulecondition',
            constraint=models.UniqueConstraint(fields=('rule', 'pattern'), name='journal_one_condition_per_pattern', violation_error_message='This rule has a condition on this pattern already.'),
        ),
        migrations.AddConstraint(
            model_name='rulereach',
            constraint=models.CheckConstraint(condition=models.Q(('journals', None), ('journals__gte', 10), _connector='OR'), name='journal_rulereach_counts_groups_only'),
        ),
        migrations.AddConstraint(
            model_name='suggestion',
            constraint=models.UniqueConstraint(fields=('walker', 'id'), name='journal_suggestion_by_person'),
        ),
        migrations.AddConstraint(
            model_name='suggestion',
            constraint=models.UniqueConstraint(fields=('walker', 'shown_on', 'rule_slug', 'rule_version', 'edition'), name='journal_suggestion_once_a_day'),
        ),
        migrations.AddIndex(
            model_name='walk',
            index=models.Index(fields=['walker', '-started_at'], name='journal_wal_walker__fc30d9_idx'),
        ),
        migrations.AddConstraint(
            model_name='walk',
            constraint=models.UniqueConstraint(fields=('walker', 'id'), name='journal_walk_by_person'),
        ),
        migrations.AddConstraint(
            model_name='walk',
            constraint=models.UniqueConstraint(fields=('walker', 'entry'), name='journal_walk_once'),
        ),
        migrations.AddConstraint(
            model_name='walk',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('minutes__gte', 1), ('minutes__lte', 1440)), ('minutes', None), _connector='OR'), name='journal_minutes_1_to_1440'),
        ),
        migrations.AddConstraint(
            model_name='walk',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('pain_before__gte', 0), ('pain_before__lte', 10)), ('pain_before', None), _connector='OR'), name='journal_pain_before_0_to_10'),
        ),
        migrations.AddConstraint(
            model_name='walk',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('pain_after__gte', 0), ('pain_after__lte', 10)), ('pain_after', None), _connector='OR'), name='journal_pain_after_0_to_10'),
        ),
        migrations.AddConstraint(
            model_name='walk',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('pain_next_morning__gte', 0), ('pain_next_morning__lte', 10)), ('pain_next_morning', None), _connector='OR'), name='journal_pain_next_morning_0_to_10'),
        ),
        migrations.AddConstraint(
            model_name='walk',
            constraint=models.CheckConstraint(condition=models.Q(('started_at__lte', models.F('changed_at'))), name='journal_walk_not_in_future', violation_error_message='A walk that has not begun yet cannot be logged.'),
        ),
        migrations.AddConstraint(
            model_name='walk',
            constraint=models.CheckConstraint(condition=models.Q(('started_at__gte', datetime.datetime(2000, 1, 1, 0, 0, tzinfo=datetime.timezone.utc))), name='journal_walk_not_before_2000'),
        ),
        migrations.AddConstraint(
            model_name='walk',
            constraint=models.CheckConstraint(condition=models.Q(('leg_symptoms__in', ['none', 'one', 'both']), ('leg_symptoms', None), _connector='OR'), name='journal_leg_symptoms_known_word'),
        ),
        migrations.AddConstraint(
            model_name='walk',
            constraint=models.CheckConstraint(condition=models.Q(('slope__in', ['', 'flat', 'hilly'])), name='journal_slope_known_word'),
        ),
        migrations.AddConstraint(
            model_name='walk',
            constraint=models.CheckConstraint(condition=models.Q(('surface__in', ['', 'firm', 'soft', 'uneven', 'treadmill'])), name='journal_surface_known_word'),
        ),
        migrations.AddConstraint(
            model_name='walk',
            constraint=models.CheckConstraint(condition=models.Q(('load__in', ['', 'none', 'light', 'heavy'])), name='journal_load_known_word'),
        ),
        migrations.AddConstraint(
            model_name='walk',
            constraint=models.CheckConstraint(condition=django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('note'), 1000), name='journal_note_length'),
        ),
    ]
