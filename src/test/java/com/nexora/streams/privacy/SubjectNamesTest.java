package com.nexora.streams.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nexora.streams.privacy.redact.Aliases;
import com.nexora.streams.privacy.redact.Body;
import com.nexora.streams.privacy.redact.RedactionYaml;
import com.nexora.streams.privacy.redact.Redactor;
import com.nexora.streams.privacy.redact.Subjects;
import com.nexora.streams.privacy.redact.Tally;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Pseudonyms in free-form bodies: what the redactor does beside taking secrets out. */
final class SubjectNamesTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Pseudonyms pseudonyms = PrivacyKeys.random().pseudonyms();
  private final SubjectNames names =
      new SubjectNames(
          pseudonyms, List.of("customer_id", "user_id", "email", "patient.id", "account_token"));
  private final Redactor redactor =
      Redactor.of(RedactionYaml.shipped(), (tenant, value) -> "hmac-", names);
  private final Tally tally = redactor.tally();

  @Test
  void shouldPutPseudonymsIntoFreeFormJsonAndLeaveTheRestAsItWasWritten() {
    // When
    final String clean =
        free("{\"user_id\":\"bob-1\",\"n\":1.50,\"e\":1e3,\"t\":\"of bob-1.\",\"b\":[true,null]}");

    // Then
    assertThat(clean)
        .isEqualTo(
            "{\"user_id\":\"%1$s\",\"n\":1.50,\"e\":1e3,\"t\":\"of %1$s.\",\"b\":[true,null]}"
                .formatted(name("bob-1")));
  }

  @Test
  void shouldGiveEqualPersonsEqualPseudonymsEvenWhereTheirIdIsPersonalData() {
    // When
    final String clean = free("{\"email\":\"ann@example.org\",\"note\":\"for ann@example.org\"}");

    // Then
    assertThat(clean)
        .isEqualTo("{\"email\":\"%1$s\",\"note\":\"for %1$s\"}".formatted(name("ann@example.org")));
  }

  @Test
  void shouldReturnTheSameTextIfNobodyIsNamed() {
    // Given
    final String json = "{\"execution_time\":12,\"ok\":true}";

    // When
    final String clean = free(json);

    // Then
    assertThat(clean).isSameAs(json);
    assertThat(tally.takeSubjects()).isEmpty();
  }

  @Test
  void shouldReadTextsThatAreJsonThemselves() throws Exception {
    // Given: an id that each level of text escapes once more
    final String id = "o'\"Neill\"";
    final String inner = JSON.writeValueAsString(Map.of("user_id", id, "n", 7));
    final String outer = JSON.writeValueAsString(Map.of("input", "[" + inner + "]"));

    // When
    final String clean = free(JSON.writeValueAsString(Map.of("call", outer, "of", "for " + id)));

    // Then
    final JsonNode call = JSON.readTree(JSON.readTree(clean).get("call").asText());
    final JsonNode input = JSON.readTree(call.get("input").asText());
    assertThat(clean).doesNotContain("Neill");
    assertThat(input.at("/0/user_id").asText()).isEqualTo(name(id));
    assertThat(input.at("/0/n").asInt()).isEqualTo(7);
    assertThat(JSON.readTree(clean).get("of").asText()).isEqualTo("for " + name(id));
  }

  @Test
  void shouldNotReadABodyTwiceThatNamesNobody() {
    // Given
    final AtomicInteger readings = new AtomicInteger();
    final Subjects counting =
        (Subjects)
            Proxy.newProxyInstance(
                Subjects.class.getClassLoader(),
                new Class<?>[] {Subjects.class},
                (proxy, method, arguments) -> {
                  readings.addAndGet(method.getName().equals("fields") ? 0 : 1);
                  return method.getName().equals("fields")
                      ? names.fields()
                      : method.invoke(names, arguments);
                });
    final Redactor measured = Redactor.of(RedactionYaml.shipped(), (t, value) -> "hmac-", counting);

    // When
    for (int i = 0; i < 3; i++) {
      measured.json(
          "{\"execution_time\":12.5,\"success\":true,\"model\":\"m-4\",\"token\":\"x\",\"id\":7}",
          Body.FREE,
          "acme",
          tally);
      measured.texts(Map.of("source", "x", "frameworks", "SOX"), Body.FREE, "acme", tally);
    }

    // Then: the last name of a path, "id", is looked at once more, and no other
    assertThat(readings).hasValue(3);
    measured.json("{\"execution_time\":12.5}", Body.FREE, "acme", tally);
    assertThat(readings).hasValue(3);
  }

  @Test
  void shouldFindAPathOnlyWhereItLeadsFromTheRoot() {
    // When
    final String clean = free("{\"patient\":{\"id\":\"p-100\"},\"order\":{\"id\":\"o-100\"}}");

    // Then
    assertThat(clean)
        .isEqualTo(
            "{\"patient\":{\"id\":\"%s\"},\"order\":{\"id\":\"o-100\"}}".formatted(name("p-100")));
  }

  @Test
  void shouldReplaceNumbersThatAreIdsAndShortOnesOnlyInTheirField() {
    // When
    final String clean =
        free("{\"user_id\":7,\"customer_id\":[1234],\"count\":7,\"ref\":1234,\"ms\":12345}");

    // Then
    assertThat(clean)
        .isEqualTo(
            "{\"user_id\":\"%s\",\"customer_id\":[\"%2$s\"],\"count\":7,\"ref\":\"%2$s\",\"ms\":12345}"
                .formatted(name("7"), name("1234")));
  }

  @Test
  void shouldLeaveIdsInWhatMayBeEncryptedInTheTrail() {
    // Given
    final String json = "{\"user_id\":\"bob-1\",\"email\":\"ann@example.org\"}";

    // When
    final String clean = redactor.json(json, Body.SECRETS, "acme", tally);

    // Then
    assertThat(clean).isSameAs(json);
    assertThat(tally.takeSubjects()).isEmpty();
  }

  @Test
  void shouldTellWhomTheTrailCannotFindAnyMoreSinceTheyWereNamedWithinASecret() {
    // When
    redactor.json(
        "{\"session\":{\"user_id\":\"bob-1\"},\"customer_id\":\"c-100\"}",
        Body.SECRETS,
        "acme",
        tally);

    // Then
    assertThat(tally.takeSubjects()).containsExactly("bob-1");
  }

  @Test
  void shouldCountTheSubjectsItMetOnce() {
    // Given
    free("{\"user_id\":\"bob-1\",\"customer_id\":\"bob-1\"}");

    // When
    final Map<String, Long> counted = new TreeMap<>();
    tally.drain(counted::put);

    // Then
    assertThat(counted).containsExactly(Map.entry("subject", 1L));
  }

  @Test
  void shouldNotTakeAPseudonymApart() {
    // Given
    final String pseudonym = name("somebody");
    final String within = pseudonym.substring(10, 15);

    // When
    final String clean = free("{\"user_id\":\"" + within + "\",\"by\":\"" + pseudonym + "\"}");

    // Then
    assertThat(clean)
        .isEqualTo("{\"user_id\":\"" + name(within) + "\",\"by\":\"" + pseudonym + "\"}");
  }

  @Property(tries = 300)
  void shouldChangeNothingMoreWhenItReadsItsOwnOutcome(
      @ForAll @StringLength(min = 1, max = 20) final String id,
      @ForAll @StringLength(max = 20) final String around)
      throws Exception {
    // Given
    final String json =
        JSON.writeValueAsString(Map.of("user_id", id, "note", around + id + around, id, 1));
    final String once = free(json);
    tally.takeSubjects();

    // When
    final String twice = free(once);

    // Then
    assertThat(twice).isEqualTo(once);
    assertThat(tally.takeSubjects()).isEmpty();
    final JsonNode read = JSON.readTree(once);
    assertThat(read.get("user_id").asText())
        .isIn(name(id), id.equals("[REDACTED]") ? id : name(id));
  }

  @Property(tries = 300)
  void shouldOverwriteIdsInTheirPlaceInWhateverBytesTheyStand(
      @ForAll @StringLength(min = 4, max = 20) final String id,
      @ForAll @NotEmpty @Size(max = 40) final byte[] around)
      throws Exception {
    // Given: JSON, and the same between bytes of which nobody knows what they are
    final byte[] json =
        JSON.writeValueAsString(Map.of("user_id", id, "note", "x" + id))
            .getBytes(StandardCharsets.UTF_8);
    final byte[] mixed = new byte[json.length + 2 * around.length];
    System.arraycopy(around, 0, mixed, 0, around.length);
    System.arraycopy(json, 0, mixed, around.length, json.length);
    System.arraycopy(around, 0, mixed, around.length + json.length, around.length);

    // When
    final byte[] masked = redactor.maskedSubjects(json, Set.of(id));
    final byte[] maskedToo = redactor.maskedSubjects(mixed, Set.of(id));

    // Then
    assertThat(masked).hasSameSizeAs(json);
    assertThat(maskedToo).hasSameSizeAs(mixed);
    final JsonNode read = JSON.readTree(masked);
    if (!id.chars().allMatch(c -> c == '*')) {
      read.forEach(text -> assertThat(text.asText()).doesNotContain(id));
    }
  }

  @Test
  @Timeout(20)
  void shouldLoseTextsRatherThanTimeToWhoeverNamesVeryMany() throws Exception {
    // Given
    final List<String> ids = IntStream.range(0, 60_000).mapToObj(i -> "person-" + i).toList();
    final String json =
        JSON.writeValueAsString(Map.of("user_id", ids, "note", ids, "last", "person-59999"));

    // When
    final String clean = free(json);

    // Then
    final JsonNode read = JSON.readTree(clean);
    assertThat(clean).doesNotContain("person-");
    assertThat(read.get("user_id").get(7).asText()).isEqualTo(name("person-7"));
  }

  @Test
  @Timeout(20)
  void shouldSearchHostileBytesInAMomentAndStillFindWhoIsNamedInThem() {
    // Given
    final byte[] hostile =
        ("\"\\".repeat(500_000) + "\", \"user_id\": \"bob-1\"").getBytes(StandardCharsets.UTF_8);

    // When
    redactor.meetSubjects(hostile, tally);

    // Then
    assertThat(tally.takeSubjects()).containsExactly("bob-1");
  }

  @Test
  void shouldTellAPseudonymByItsForm() {
    assertThat(Aliases.isOne(name("x"))).isTrue();
    assertThat(Aliases.isOne("sub-" + "g".repeat(40))).isFalse();
    assertThat(Aliases.isOne(name("x") + "0")).isFalse();
  }

  private String free(final String json) {
    return redactor.json(json, Body.FREE, "acme", tally);
  }

  private String name(final String id) {
    return pseudonyms.of("acme", id);
  }
}
