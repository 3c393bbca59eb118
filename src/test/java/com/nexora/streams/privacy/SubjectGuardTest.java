package com.nexora.streams.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.events.AuditEvent;
import com.nexora.streams.privacy.PayloadSeal.SubjectKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.NumericChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

final class SubjectGuardTest {

  private static final String ZEROS = Base64.getEncoder().encodeToString(new byte[32]);
  private final PrivacyKeys keys =
      PrivacyKeys.parse("pseudonym:" + ZEROS + "\nkek:1:" + ZEROS, Optional.empty());
  private final SubjectGuard guard =
      new SubjectGuard(keys.pseudonyms(), PrivacySettings.defaults());

  @Test
  void shouldLeaveAnActAloneThatNamesNobody() {
    // Given
    final AuditEvent act = act("{\"customer_id\":\"cust-123\"}");

    // Then
    assertThat(guard.concerns(act)).isFalse();
  }

  @Test
  void shouldLeaveNoIdOfASubjectAnywhereInAnEntry() {
    // Given
    final AuditEvent act = act("{\"order\":{\"customer_id\":\"cust-123\",\"total\":42}}");
    act.setFrameworks(List.of("GDPR"));
    act.setActor("cust-123");
    act.setAgent("agent of cust-123");
    act.setResource("customer:cust-123/orders");
    act.setDescription("exported cust-123.csv");
    act.setAction("export-cust-123");
    act.setCorrelationId("corr-cust-123");
    act.setAuditId("ext:cust-123-1");
    act.setMetadata(Map.of("file", "cust-123.csv", "cust-123", "x", "user_id", "u-77"));

    // When
    guard.protect(act, ring());

    // Then
    assertThat(act.toString()).doesNotContain("cust-123").doesNotContain("u-77");
    assertThat(act.getEncrypted()).isTrue();
    assertThat(act.getPayload()).isEmpty();
    assertThat(act.getAuditId()).startsWith("exthash:");
    assertThat(act.getActor()).isEqualTo(keys.pseudonyms().of("acme", "cust-123"));
    assertThat(act.getSubjects())
        .containsExactlyInAnyOrder(
            keys.pseudonyms().of("acme", "cust-123"), keys.pseudonyms().of("acme", "u-77"));
  }

  @Property(tries = 200)
  void shouldNeverLetAPlantedIdOut(
      @ForAll @AlphaChars @NumericChars @StringLength(min = 4, max = 20) final String id,
      @ForAll @StringLength(max = 30) final String around) {
    // Given
    final String planted = "#" + id + "#";
    final AuditEvent act = act("{\"a\":[{\"email\":\"" + planted + "\"}]}");
    act.setSubjects(new ArrayList<>(List.of(planted)));
    act.setDescription(around + planted + around);
    act.setResource(planted);
    act.setMetadata(Map.of("k", around + planted));

    // When
    guard.protect(act, ring());

    // Then
    assertThat(act.toString()).doesNotContain(planted);
  }

  @Test
  void shouldReplaceAShortIdOnlyAsAWordOfItsOwn() {
    // Given
    final AuditEvent act = act("{}");
    act.setSubjects(new ArrayList<>(List.of("7")));
    act.setDescription("user 7 read 77 rows");

    // When
    guard.protect(act, ring());

    // Then
    assertThat(act.getDescription())
        .isEqualTo("user " + keys.pseudonyms().of("acme", "7") + " read 77 rows");
  }

  @Test
  void shouldEncryptUnderTheTenantsKeyWhereNobodyIsNamed() {
    // Given
    final AuditEvent act = act("{\"note\":\"x\"}");
    act.setFrameworks(List.of("HIPAA"));

    // When
    guard.protect(act, ring());

    // Then
    assertThat(act.getSubjects()).isEmpty();
    assertThat(act.getEncryptionKey()).startsWith("ten-").endsWith("/test/1");
  }

  @Test
  void shouldKeepNothingOfDataFromBeforeAnErasure() {
    // Given
    final AuditEvent act = act("{\"note\":\"x\"}");
    act.setSubjects(new ArrayList<>(List.of("cust-123")));

    // When
    guard.protect(act, (tenant, pseudonym, at) -> SubjectKey.destroyed(pseudonym + "/test/0"));

    // Then
    assertThat(act.getEncrypted()).isTrue();
    assertThat(act.getCiphertext()).isNull();
    assertThat(act.getPayload()).isEmpty();
    assertThat(act.getEncryptionKey()).endsWith("/test/0");
  }

  @Test
  void shouldFindIdsByNameAtAnyDepthAndByPath() {
    // Given
    final SubjectFinder finder = new SubjectFinder(List.of("user_id", "patient.id"));
    final TreeSet<String> found = new TreeSet<>();

    // When
    finder.find(
        "{\"a\":{\"user_id\":[1,\"u-2\"]},\"patient\":[{\"id\":\"p-1\"}],\"id\":\"no\"}", found);

    // Then
    assertThat(found).containsExactly("1", "p-1", "u-2");
  }

  @Test
  void shouldGiveOnePersonOtherNamesInTwoTenants() {
    // When
    final String here = keys.pseudonyms().of("acme", "cust-123");

    // Then
    assertThat(here)
        .isEqualTo("sub-d515c13201de0f2fc311fd7397f7539fa654f8b8")
        .hasSize(44)
        .isNotEqualTo(keys.pseudonyms().of("other", "cust-123"));
  }

  private static KeyRing ring() {
    return (tenant, pseudonym, at) ->
        new SubjectKey(
            pseudonym + "/test/1",
            java.util.Arrays.copyOf(
                pseudonym.getBytes(StandardCharsets.UTF_8), PayloadSeal.KEY_BYTES));
  }

  private static AuditEvent act(final String payload) {
    return AuditEvent.newBuilder()
        .setAuditId("ext:1")
        .setTenantId("acme")
        .setEventType("data.access")
        .setCategory("DATA_ACCESS")
        .setAction("read")
        .setActor("alice")
        .setPayload(payload)
        .setOccurredAt(1_767_600_000_000L)
        .build();
  }
}
