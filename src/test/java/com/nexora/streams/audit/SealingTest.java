package com.nexora.streams.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.events.AuditEvent;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

final class SealingTest {

  private final Sealing sealing = new Sealing(SealedLog.KEYS);

  @Test
  void shouldNotCallAnEntryEncryptedWhoseDemandForEncryptionNobodyFulfilled() throws Exception {
    // Given
    final AuditEvent act = SealedLog.act("acme", "a");
    act.setEncrypted(true);

    // When
    final Sealing.Sealed sealed = sealing.seal("default/0", 0, TenantHead.empty(), act);

    // Then
    assertThat(event(sealed).getEncrypted()).isFalse();
  }

  @Test
  void shouldCallAnEntryEncryptedThatIs() throws Exception {
    // Given
    final AuditEvent act = SealedLog.act("acme", "a");
    act.setEncrypted(true);
    act.setCiphertext(ByteBuffer.wrap(new byte[] {1}));

    // When
    final Sealing.Sealed sealed = sealing.seal("default/0", 0, TenantHead.empty(), act);

    // Then
    assertThat(event(sealed).getEncrypted()).isTrue();
  }

  private static AuditEvent event(final Sealing.Sealed sealed) throws Exception {
    return AuditSchemas.shipped().decode(sealed.record().getEntry().array()).getEvent();
  }
}
