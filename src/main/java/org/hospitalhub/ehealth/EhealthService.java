package org.hospitalhub.ehealth;

import java.util.List;
import java.util.stream.Stream;
import org.hospitalhub.service.RoomSettings;
import org.hospitalhub.service.ServiceRoom;
import org.hospitalhub.service.ServiceTraits;
import org.hospitalhub.service.ServiceTraits.OrderIdentities;
import org.springframework.core.env.Environment;

/** Checks the settings that the beans of this room read; everything else of eHealth is described by its definition. */
public final class EhealthService implements ServiceRoom {

    @Override
    public String service() {
        return "ehealth";
    }

    @Override
    public ServiceTraits traits(ServiceTraits declared) {
        return new ServiceTraits(OrderIdentities.ALL, "hub.ehealth.tsa.", declared.openSettings());
    }

    @Override
    public List<String> problems(Environment settings) {
        return Stream.of(
                        RoomSettings.problems(
                                settings, "hub.ehealth", EhealthSettings.class, EhealthSettings::problems),
                        RoomSettings.problems(
                                settings,
                                "hub.ehealth.revocation",
                                RevocationSettings.class,
                                RevocationSettings::problems))
                .flatMap(List::stream)
                .toList();
    }
}
