package com.nexora.streams.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.oracle.NoteForge;
import com.nexora.oracle.Trail;
import com.nexora.oracle.TrailDamage;
import com.nexora.oracle.TrailDamages;
import com.nexora.oracle.TrailRecord;
import com.nexora.streams.audit.note.VerifierKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Damages trails that the real sequencer wrote, in every way that we know, and expects to be told
 * which way and where; shows that undamaged ones raise no alarm.
 *
 * <p>The damages come from code that knows the published formats only. {@code
 * -Dnexora.audit.mutations=50} damages so many trails instead of {@value #QUICK}.
 */
final class TrailMutationTest {

  private static final int QUICK = 2;
  private static final int TRAILS = Integer.getInteger("nexora.audit.mutations", QUICK);
  private static final int UNDAMAGED_LOGS = 1_000;
  private static final int LOGS_A_TRAIL = 50;
  private static final NoteForge SIGNER = new NoteForge(TrailSamples.ORIGIN);
  private static final CheckpointTrust TRUST =
      CheckpointTrust.ofKeys(List.of(VerifierKey.parse(SIGNER.vkey())));

  static Stream<TrailDamage> damages() {
    return LongStream.range(0, TRAILS).boxed().flatMap(seed -> damages(seed).stream());
  }

  private static List<TrailDamage> damages(final long seed) {
    final Random random = new Random(seed);
    final int size = 25 + random.nextInt(60);
    final int tenants = 1 + random.nextInt(5);
    final int common = 10 + random.nextInt(size - 15);
    final var acts = TrailSamples.acts(size, tenants, random);
    final var others = new ArrayList<>(acts.subList(0, common));
    others.addAll(TrailSamples.acts(size - common, tenants, random));
    final List<TrailRecord> records = TrailSamples.rotated(TrailSamples.sealed(acts));
    final List<TrailRecord> branch = TrailSamples.rotated(TrailSamples.sealed(others));
    final Trail intact = TrailSamples.signed(records, SIGNER, random);
    return TrailDamages.of(
        TrailSamples.FORGE, intact, SIGNER, TrailSamples.ORIGIN, seed, branch, common);
  }

  @ParameterizedTest
  @MethodSource("damages")
  void shouldNameAndLocateDamage(final TrailDamage damage) {
    // Given
    final AuditVerifier verifier =
        new AuditVerifier(settings(damage, TrailSamples.stored(damage.trail())), 1);

    // When
    final AuditReport report = verifier.verify(List.of(TrailSamples.source(damage.trail())));

    // Then
    assertNamedAndLocated(report, damage);
  }

  @ParameterizedTest
  @MethodSource("damages")
  void shouldSayTheSameOfSegmentFiles(final TrailDamage damage, @TempDir final Path directory)
      throws IOException {
    // Given
    final boolean together = damage.signedSince() == Long.MIN_VALUE;
    new TrailFiles(directory, damage.name().hashCode()).write(0, damage.trail(), together);
    final AuditSegmentReader files = new AuditSegmentReader(directory);

    // When
    final AuditReport report =
        new AuditVerifier(settings(damage, files.notes()), 2).verify(files.logs());

    // Then
    assertNamedAndLocated(report, damage);
  }

  @Test
  void shouldKnowEveryKindOfDamageByAtLeastOneExample() {
    // When
    final Set<String> kinds = new TreeSet<>();
    damages().forEach(damage -> kinds.add(damage.kind()));

    // Then
    assertThat(kinds)
        .containsExactlyInAnyOrderElementsOf(
            EnumSet.allOf(DamageKind.class).stream().map(DamageKind::label).toList());
  }

  @Test
  void shouldNotAlarmOnAThousandUndamagedLogs() {
    // Given
    final List<String> alarms = new ArrayList<>();

    // When
    for (int seed = 0; seed < UNDAMAGED_LOGS / LOGS_A_TRAIL; seed++) {
      final Random random = new Random(10_000L + seed);
      final List<TrailRecord> records =
          TrailSamples.sealed(
              TrailSamples.acts(random.nextInt(180), 1 + random.nextInt(6), random));
      for (int i = 0; i < LOGS_A_TRAIL; i++) {
        final Trail trail = prefix(records, random);
        final AuditReport report =
            new AuditVerifier(undamaged(trail, random), 1 + random.nextInt(2))
                .verify(List.of(TrailSamples.source(trail)));
        if (!report.intact() || report.exitCode() != 0) {
          alarms.add("trail %d, log %d: %s".formatted(seed, i, report.damages()));
        }
      }
    }

    // Then
    assertThat(alarms).isEmpty();
  }

  /** The log as it was at some time, perhaps with a newer key, perhaps without its expired head. */
  private static Trail prefix(final List<TrailRecord> records, final Random random) {
    final List<TrailRecord> some = records.subList(0, random.nextInt(records.size() + 1));
    final Trail trail =
        TrailSamples.signed(
            random.nextBoolean() ? TrailSamples.rotated(some) : some, SIGNER, random);
    if (some.isEmpty() || random.nextInt(3) > 0) {
      return trail;
    }
    final int expired = random.nextInt(some.size());
    return new Trail(
        trail.records().subList(expired, some.size()),
        trail.records().get(expired).offset(),
        trail.notes());
  }

  private static VerifySettings undamaged(final Trail trail, final Random random) {
    // Everything that the last checkpoint covers is older than the retention.
    final long expired = trail.startOffset() > 0 ? Long.MAX_VALUE : Long.MIN_VALUE;
    final VerifySettings settings =
        VerifySettings.of(random.nextBoolean() ? TrailSamples.KEYS : null)
            .at(TrailSamples.TIME - 1, expired);
    return trail.startOffset() > 0 || random.nextBoolean()
        ? settings.against(CheckpointBook.read(TrailSamples.stored(trail), TRUST))
        : settings;
  }

  private static VerifySettings settings(final TrailDamage damage, final List<StoredNote> notes) {
    return TrailSamples.settings(damage, CheckpointBook.read(notes, TRUST));
  }

  /** The one kind of damage is told, and exactly its leaves. */
  static void assertNamedAndLocated(final AuditReport report, final TrailDamage damage) {
    assertThat(report.damages())
        .as("%s", damage)
        .isNotEmpty()
        .allSatisfy(d -> assertThat(d.kind().label()).as("%s", d).isEqualTo(damage.kind()));
    assertThat(damage.places()).as("%s: %s", damage, report.damages()).contains(leaves(report));
    assertThat(report.exitCode()).isGreaterThanOrEqualTo(10);
  }

  private static Set<Long> leaves(final AuditReport report) {
    final Set<Long> leaves = new TreeSet<>();
    for (final Damage damage : report.damages()) {
      LongStream.rangeClosed(damage.firstLeaf(), damage.lastLeaf()).forEach(leaves::add);
    }
    return leaves;
  }
}
