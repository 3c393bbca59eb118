package com.nexora.streams.tenants;

import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.events.TenantConfig;
import com.nexora.streams.tenants.Precondition.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PreconditionTest {

  private static TenantDocument document(final long updatedAt, final boolean stored) {
    return new TenantDocument(
        TenantConfig.newBuilder().setTenantId("acme").setUpdatedAt(updatedAt).build(), stored);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "true,  -,         -, REQUIRED",
        "true,  TAG,       -, HOLDS",
        "true,  '\"x\", TAG', -, HOLDS",
        "true,  *,         -, HOLDS",
        "true,  '\"x\"',   -, FAILED",
        "true,  W/TAG,     -, FAILED",
        "true,  '',        -, FAILED",
        "true,  -,         *, FAILED",
        "true,  -,       TAG, FAILED",
        "true,  TAG,       *, FAILED",
        "false, -,         -, HOLDS",
        "false, -,         *, HOLDS",
        "false, TAG,       -, HOLDS",
        "false, *,         -, HOLDS",
        "false, '\"x\"',   -, FAILED",
      })
  void shouldHoldTheHeadersAgainstWhatIsThere(
      final boolean stored, final String ifMatch, final String ifNoneMatch, final Verdict verdict) {
    // Given
    final TenantDocument present = document(5, stored);

    // When
    final Precondition precondition =
        new Precondition(tagged(ifMatch, present), tagged(ifNoneMatch, present));

    // Then
    assertThat(precondition.against(present)).isEqualTo(verdict);
  }

  private static String tagged(final String header, final TenantDocument present) {
    return header == null ? null : header.replace("TAG", present.tag());
  }

  @Test
  void shouldHaveAnotherTagAfterEveryChange() {
    // When
    final String before = document(5, true).tag();
    final String after = document(6, true).tag();

    // Then
    assertThat(before).isEqualTo(document(5, true).tag()).isNotEqualTo(after);
    assertThat(before).matches("\"[0-9a-f]{32}\"");
  }
}
