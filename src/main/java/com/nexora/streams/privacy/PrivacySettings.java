package com.nexora.streams.privacy;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Which acts are protected, and how fast destroyed keys leave the disks.
 *
 * @param subjectFields fields of payload and metadata whose values are ids of data subjects, as in
 *     {@link SubjectFinder}
 * @param encryptedFrameworks an act with one of these tags is encrypted, whoever it speaks of
 * @param purgeEvery how soon a segment of the keys' changelog is closed, and then compacted
 */
public record PrivacySettings(
    List<String> subjectFields, Set<String> encryptedFrameworks, Duration purgeEvery) {

  /** What the shipped configuration says. */
  public static PrivacySettings defaults() {
    return new PrivacySettings(
        List.of(
            "customer_id",
            "customerId",
            "user_id",
            "userId",
            "patient_id",
            "patientId",
            "subject_id",
            "subjectId",
            "email"),
        Set.of("GDPR", "HIPAA"),
        Duration.ofMinutes(10));
  }
}
