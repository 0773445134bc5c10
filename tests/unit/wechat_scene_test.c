/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "services/wechat/inbound/scene.h"

static void expect(const char *key, bool good, int64_t staff_id, int64_t forwarder)
{
    scene_t scene;
    cr_expect_eq(scene_read(text_of(key), &scene), good, "%s", key);
    if (!good)
        return;
    cr_expect_eq(scene.staff_id, staff_id, "%s", key);
    cr_expect_eq(scene.forwarder, forwarder, "%s", key);
}

Test(wechat_scene, is_a_staff_user_and_maybe_who_handed_it_on)
{
    expect("u7", true, 7, 0);
    expect("qrscene_u7", true, 7, 0);
    expect("u7.c12", true, 7, 12);
    expect("qrscene_u9007199254740991.c9007199254740991", true, INT64_C(9007199254740991),
           INT64_C(9007199254740991));
}

Test(wechat_scene, is_none_of_ours)
{
    static const char *const others[] = {"",
                                         "u",
                                         "u0",
                                         "u07",
                                         "u-7",
                                         "7",
                                         "c12",
                                         "u7.",
                                         "u7.c",
                                         "u7.c0",
                                         "u7.12",
                                         "u7.c12.",
                                         "u7 ",
                                         " u7",
                                         "U7",
                                         "u7.c12c13",
                                         "qrscene_",
                                         "qrscene_qrscene_u7",
                                         "u9007199254740992",
                                         "last_trade_no_4006"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        expect(others[i], false, 0, 0);
}
