package org.hospitalhub.cms;

import java.io.IOException;
import java.time.Instant;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampToken;

/**
 * What a time-stamp token says (RFC 3161 §2.4.2).
 *
 * @param time the time the authority gave
 * @param policy object identifier of the policy it gave it under
 * @param bytes length of the token
 */
public record TimeStamp(Instant time, String policy, int bytes) {

    /**
     * Reads a token; its signature is not looked at.
     *
     * @throws CmsException when it is none
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
