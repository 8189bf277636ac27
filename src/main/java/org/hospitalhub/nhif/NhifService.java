package org.hospitalhub.nhif;

import java.util.List;
import org.hospitalhub.service.RoomSettings;
import org.hospitalhub.service.ServiceRoom;
import org.springframework.core.env.Environment;

/** Checks the catalogue before the hub starts; everything else of NHIF is described by its definition. */
public final class NhifService implements ServiceRoom {

    @Override
    public String service() {
        return "nhif";
    }

    @Override
    public List<String> problems(Environment settings) {
        return RoomSettings.problems(settings, "hub.nhif", Catalogue.class, catalogue -> List.of());
    }
}
