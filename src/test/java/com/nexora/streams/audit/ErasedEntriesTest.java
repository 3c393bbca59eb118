package com.nexora.streams.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.events.AuditEvent;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** An erasure makes entries unreadable, not the trail wrong. */
final class ErasedEntriesTest {

  @Test
  void shouldCountTheEntriesOfASubjectBeforeItsErasure() {
    // Given
    final SealedLog log = new SealedLog(0, SealedLog.KEYS);
    log.seal(secret("a-1", "ab12")).seal(secret("a-2", "cd34")).seal(secret("a-3", "ab12"));
    log.seal(SealedLog.act("acme", "in-clear"));
    log.seal(erasure("ab12")).seal(secret("a-4", "ab12"));

    // When
    final LogReport report = verify(log);

    // Then
    assertThat(report.erased()).isEqualTo(2);
    assertThat(report.intact()).isTrue();
  }

  @Test
  void shouldCountAnEntryOnceWhenItsSubjectIsErasedTwice() {
    // Given
    final SealedLog log = new SealedLog(0, SealedLog.KEYS);
    log.seal(secret("a-1", "ab12")).seal(erasure("ab12"));
    log.seal(SealedLog.act("acme", "between")).seal(erasure("ab12"));

    // When
    final LogReport report = verify(log);

    // Then
    assertThat(report.erased()).isEqualTo(1);
  }

  @Test
  void shouldTellManySubjectsApart() {
    // Given
    final SealedLog log = new SealedLog(0, SealedLog.KEYS);
    for (int i = 0; i < 500; i++) {
      log.seal(secret("act-" + i, "subject" + i));
    }
    for (int i = 0; i < 500; i += 5) {
      log.seal(erasure("subject" + i));
    }

    // When
    final LogReport report = verify(log);

    // Then
    assertThat(report.erased()).isEqualTo(100);
  }

  private static LogReport verify(final SealedLog log) {
    final LogVerifier verifier = new LogVerifier("default/0", 0, SealedLog.KEYS);
    verifier.add(
        new BlockCheck("default/0", Envelopes.shipped(), SealedLog.KEYS, new long[0])
            .check(BlockCheckTest.block(log.records())));
    return verifier.finish();
  }

  private static AuditEvent secret(final String id, final String pseudonym) {
    return AuditEvent.newBuilder(SealedLog.act("acme", id))
        .setEncrypted(true)
        .setCiphertext(ByteBuffer.wrap(new byte[16]))
        .setEncryptionKey(pseudonym + "/3/1")
        .build();
  }

  private static AuditEvent erasure(final String pseudonym) {
    return AuditEvent.newBuilder(SealedLog.act("acme", "erasure of " + pseudonym))
        .setEventType("privacy.subject.erased")
        .setResource("subject:" + pseudonym)
        .build();
  }
}
