package com.nexora.streams.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.events.AuditEvent;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** An erasure makes entries unreadable, not the trail wrong. */
final class ErasedEntriesTest {

  private static final long ORDERED = 1_700_000_000_000L;

  @Test
  void shouldCountTheEntriesOfASubjectBeforeItsErasure() {
    // Given
    final SealedLog log = log(0);
    log.seal(secret("a-1", ORDERED - 9, "ab12/acts-3/1"));
    log.seal(secret("a-2", ORDERED - 8, "cd34/acts-3/1"));
    log.seal(secret("a-3", ORDERED - 7, "ab12/acts-3/1"));
    log.seal(SealedLog.act("acme", "in-clear"));
    log.seal(erasure("ab12", ORDERED)).seal(secret("a-4", ORDERED + 1, "ab12/acts-3/2"));

    // When
    final AuditReport report = verify(log);

    // Then
    assertThat(erased(report)).containsExactly(2L);
    assertThat(report.intact()).isTrue();
  }

  @Test
  void shouldCountAnEntryOnceWhenItsSubjectIsErasedTwice() {
    // Given
    final SealedLog log = log(0);
    log.seal(secret("a-1", ORDERED - 9, "ab12/acts-3/1")).seal(erasure("ab12", ORDERED));
    log.seal(SealedLog.act("acme", "between")).seal(erasure("ab12", ORDERED + 99));

    // When
    final AuditReport report = verify(log);

    // Then
    assertThat(erased(report)).containsExactly(1L);
  }

  @Test
  void shouldCountWhatAnActInOneLogErasedInOthers() {
    // Given
    final SealedLog acts = log(0);
    final SealedLog entries = log(1);
    final SealedLog more = log(2);
    acts.seal(erasure("ab12", ORDERED));
    entries.seal(secret("a-1", ORDERED - 9, "ab12/acts-1/1"));
    entries.seal(secret("a-2", ORDERED + 1, "ab12/acts-1/2"));
    more.seal(secret("a-3", ORDERED - 5, "ab12/entities-2/1"));
    more.seal(secret("a-4", ORDERED - 5, "cd34/entities-2/1"));
    more.seal(secret("a-5", ORDERED - 4, "ab12/entities-2/1"));

    // When
    final AuditReport report = verify(more, entries, acts);

    // Then
    assertThat(erased(report)).containsExactly(2L, 1L, 0L);
    assertThat(report.intact()).isTrue();
  }

  @Test
  void shouldCountAnEntryOfSeveralSubjectsWhicheverOfThemWasErased() {
    // Given
    final SealedLog log = log(0);
    final String both = "ab12/acts-3/1,cd34/acts-3/1";
    log.seal(secret("a-1", ORDERED - 9, both)).seal(secret("a-2", ORDERED - 8, both));
    log.seal(secret("a-3", ORDERED - 7, "ab12/acts-3/1"));
    log.seal(secret("a-4", ORDERED - 6, "ab12/acts-3/1,ef56/acts-3/1"));

    // When
    final AuditReport report = verify(log.seal(erasure("cd34", ORDERED)));

    // Then
    assertThat(erased(report)).containsExactly(2L);
  }

  @Test
  void shouldCountWhatArrivedAfterTheErasureOfItsSubjectAndWasNotKept() {
    // Given
    final SealedLog log = log(0);
    log.seal(erasure("ab12", ORDERED));
    log.seal(secret("late", ORDERED - 9, "ab12/acts-3/0,cd34/acts-3/1"));
    log.seal(secret("other", ORDERED - 9, "cd34/acts-3/1"));

    // When
    final AuditReport report = verify(log);

    // Then
    assertThat(erased(report)).containsExactly(1L);
  }

  @Test
  void shouldCountEntriesUnderAKeyThatALaterOneReplacedThoughTheirClockWasAhead() {
    // Given
    final SealedLog log = log(0);
    log.seal(secret("ahead", ORDERED + 60_000, "ab12/acts-3/1"));
    log.seal(erasure("ab12", ORDERED)).seal(secret("later", ORDERED + 90_000, "ab12/acts-3/2"));

    // When
    final AuditReport report = verify(log);

    // Then
    assertThat(erased(report)).containsExactly(1L);
  }

  @Test
  void shouldTellManySubjectsApart() {
    // Given
    final SealedLog log = log(0);
    for (int i = 0; i < 500; i++) {
      log.seal(secret("act-" + i, ORDERED - 1, "subject" + i + "/acts-3/1"));
    }
    for (int i = 0; i < 500; i += 5) {
      log.seal(erasure("subject" + i, ORDERED));
    }

    // When
    final AuditReport report = verify(log);

    // Then
    assertThat(erased(report)).containsExactly(100L);
  }

  @Test
  void shouldCountTheSameOfRecordsThatAreDecoded() {
    // Given
    final SealedLog log = log(0);
    log.seal(secret("a-1", ORDERED - 9, "cd34/acts-3/1,ab12/acts-3/1"));
    log.seal(secret("a-2", ORDERED - 8, "cd34/acts-3/1")).seal(erasure("ab12", ORDERED));
    final LogVerifier verifier = new LogVerifier("default/0", 0, SealedLog.KEYS);

    // When
    log.records().forEach(verifier::add);

    // Then
    assertThat(verifier.finish().erased()).isEqualTo(1);
  }

  @Test
  void shouldAgreeWithAnAccountOfKeysThatWereMadeAndDestroyed() {
    for (int seed = 0; seed < 200; seed++) {
      // Given
      final Account account = new Account(new Random(seed));

      // When
      final AuditReport report = verify(account.logs);

      // Then
      assertThat(erased(report)).as("seed %d", seed).isEqualTo(account.erased());
    }
  }

  /**
   * Three tasks that make and destroy keys as docs/privacy.md says, and the logs that come of it;
   * it remembers which keys are gone.
   */
  private static final class Account {

    private static final int TASKS = 3;
    private static final int SUBJECTS = 4;

    private final SealedLog[] logs = {log(0), log(1), log(2)};
    private final List<List<List<String>>> entries =
        List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    private final List<String> destroyed = new ArrayList<>();
    private final int[][] versions = new int[SUBJECTS][TASKS];
    private final boolean[][] live = new boolean[SUBJECTS][TASKS];
    private final long[] erasedAt = new long[SUBJECTS];
    private final Random random;

    Account(final Random random) {
      this.random = random;
      for (int step = 0; step < 60; step++) {
        final long now = ORDERED + 10L * step;
        if (random.nextInt(9) == 0) {
          erase(random.nextInt(SUBJECTS), now, step);
        } else {
          act(now, step);
        }
      }
    }

    private void act(final long now, final int step) {
      final int task = random.nextInt(TASKS);
      final long occurredAt = random.nextInt(4) == 0 ? now - random.nextInt(200) : now - 1;
      final List<String> keys = new ArrayList<>();
      for (int subject = 0; subject < SUBJECTS; subject++) {
        if (random.nextInt(3) == 0) {
          keys.add(key(subject, task, occurredAt));
        }
      }
      if (!keys.isEmpty()) {
        logs[task].seal(secret("act-" + step, occurredAt, String.join(",", keys)));
        entries.get(task).add(keys);
      }
    }

    private String key(final int subject, final int task, final long occurredAt) {
      final String place = "sub-" + subject + "/acts-" + task + "/";
      if (occurredAt <= erasedAt[subject]) {
        return place + 0;
      }
      if (!live[subject][task]) {
        live[subject][task] = true;
        versions[subject][task]++;
      }
      return place + versions[subject][task];
    }

    private void erase(final int subject, final long now, final int step) {
      erasedAt[subject] = now;
      for (int task = 0; task < TASKS; task++) {
        if (live[subject][task]) {
          destroyed.add("sub-" + subject + "/acts-" + task + "/" + versions[subject][task]);
          live[subject][task] = false;
        }
      }
      logs[random.nextInt(TASKS)].seal(erasure("sub-" + subject, now, "erasure-" + step));
    }

    List<Long> erased() {
      return entries.stream()
          .map(log -> log.stream().filter(keys -> keys.stream().anyMatch(this::isGone)).count())
          .toList();
    }

    private boolean isGone(final String key) {
      return key.endsWith("/0") || destroyed.contains(key);
    }
  }

  private static SealedLog log(final int partition) {
    return new SealedLog(partition, SealedLog.KEYS);
  }

  private static List<Long> erased(final AuditReport report) {
    return report.logs().stream().map(LogReport::erased).toList();
  }

  private static AuditReport verify(final SealedLog... logs) {
    final List<AuditVerifier.LogSource> sources = new ArrayList<>();
    for (final SealedLog log : logs) {
      sources.add(source(log));
    }
    return new AuditVerifier(SealedLog.KEYS, 2).verify(sources);
  }

  private static AuditVerifier.LogSource source(final SealedLog log) {
    return new AuditVerifier.LogSource() {
      @Override
      public String logId() {
        return log.logId();
      }

      @Override
      public long startOffset() {
        return 0;
      }

      @Override
      public Envelopes envelopes() {
        return Envelopes.shipped();
      }

      @Override
      public void forEach(final long from, final Consumer<Supplier<RecordBlock>> blocks) {
        blocks.accept(() -> BlockCheckTest.block(log.records()));
      }
    };
  }

  private static AuditEvent secret(final String id, final long occurredAt, final String keys) {
    return AuditEvent.newBuilder(SealedLog.act("acme", id))
        .setOccurredAt(occurredAt)
        .setEncrypted(true)
        .setCiphertext(ByteBuffer.wrap(new byte[16]))
        .setEncryptionKey(keys)
        .build();
  }

  private static AuditEvent erasure(final String pseudonym, final long at) {
    return erasure(pseudonym, at, "erasure of " + pseudonym + " at " + at);
  }

  private static AuditEvent erasure(final String pseudonym, final long at, final String id) {
    return AuditEvent.newBuilder(SealedLog.act("acme", id))
        .setEventType("privacy.subject.erased")
        .setResource("subject:" + pseudonym)
        .setOccurredAt(at)
        .build();
  }
}
