/**
 * Evidence of one entry that whoever holds it checks without us: an entry, its proof, who signed.
 */
@NullMarked
package com.nexora.streams.audit.evidence;

import org.jspecify.annotations.NullMarked;
