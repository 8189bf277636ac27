package org.hospitalhub.cms;

import java.io.IOException;
import java.time.Instant;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampToken;

/**
 * The content of a time-stamp token (RFC 3161 §2.4.2).
 *
 * @param time time that the authority states
 * @param policy object identifier of the authority's policy
 * @param bytes length of the token in bytes
 */
public record TimeStamp(Instant time, String policy, int bytes) {

    /**
     * Returns the content of a token without checking its signature.
     *
     * @throws CmsException when it is not a token
     */
    public static TimeStamp of(byte[] token) {
        try {
            var info = new TimeStampToken(ContentInfo.getInstance(token)).getTimeStampInfo();
            return new TimeStamp(info.getGenTime().toInstant(), String.valueOf(info.getPolicy()), token.length);
        } catch (TSPException | IOException | IllegalArgumentException unreadable) {
            throw new CmsException(
                    CmsException.Reason.TIME_STAMP_WRONG, "The time-stamp token cannot be read.", unreadable);
        }
    }
}
