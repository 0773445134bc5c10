-- SPDX-License-Identifier: Apache-2.0
-- include relation/check
return check_relation()
