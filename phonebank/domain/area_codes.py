"""Every area code of the United States: its state and the zones in which its numbers are used.

An overlay shares the territory, so the zones, of the code it lies over: 364 over 270, 448 over
850, 458 over 541, 930 over 812, 986 over 208. A code is listed with each zone that some part of
its territory observes officially, however small. Two rows are wider than the map, because the
`phonenumbers` data places numbers there and closing an hour early costs less than a call at
night: 689 (Orlando, shown as Central there) and 907 (one exchange shown in Hawaii).
Source: NANPA's area code map and 49 CFR part 71, checked against `phonenumbers` 9.0,
reviewed 2026-11.
"""

from typing import Final

from phonebank.domain.states import (
    ALASKA,
    ALEUTIAN,
    ARIZONA,
    CENTRAL,
    EASTERN,
    GUAM,
    HAWAII,
    MOUNTAIN,
    PACIFIC,
    PUERTO_RICO,
    SAMOA,
    VIRGIN_ISLANDS,
)

_ROWS: Final[tuple[tuple[str, tuple[str, ...], str], ...]] = (
    ("AL", (CENTRAL,), "205 251 256 334 659 938"),
    ("AK", (ALASKA, ALEUTIAN, HAWAII), "907"),
    ("AZ", (ARIZONA,), "480 520 602 623"),
    ("AZ", (ARIZONA, MOUNTAIN), "928"),
    ("AR", (CENTRAL,), "327 479 501 870"),
    (
        "CA",
        (PACIFIC,),
        "209 213 279 310 323 341 350 369 408 415 424 442 510 530 559 562 619 626 628 650 657 661 "
        "669 707 714 738 747 760 805 818 820 831 840 858 909 916 925 949 951",
    ),
    ("CO", (MOUNTAIN,), "303 719 720 748 970 983"),
    ("CT", (EASTERN,), "203 475 860 959"),
    ("DE", (EASTERN,), "302"),
    ("DC", (EASTERN,), "202 771"),
    (
        "FL",
        (EASTERN,),
        "239 305 321 324 352 386 407 561 645 656 727 728 754 772 786 813 863 904 941 954",
    ),
    ("FL", (EASTERN, CENTRAL), "448 689 850"),
    ("GA", (EASTERN,), "229 404 470 478 678 706 762 770 912 943"),
    ("HI", (HAWAII,), "808"),
    ("ID", (MOUNTAIN, PACIFIC), "208 986"),
    ("IL", (CENTRAL,), "217 224 309 312 331 447 464 618 630 708 730 773 779 815 847 872"),
    ("IN", (EASTERN,), "260 317 463 765"),
    ("IN", (EASTERN, CENTRAL), "219 574 812 930"),
    ("IA", (CENTRAL,), "319 515 563 641 712"),
    ("KS", (CENTRAL,), "316 913"),
    ("KS", (CENTRAL, MOUNTAIN), "620 785"),
    ("KY", (EASTERN,), "502 859"),
    ("KY", (EASTERN, CENTRAL), "270 364 606"),
    ("LA", (CENTRAL,), "225 318 337 504 985"),
    ("ME", (EASTERN,), "207"),
    ("MD", (EASTERN,), "227 240 301 410 443 667"),
    ("MA", (EASTERN,), "339 351 413 508 617 774 781 857 978"),
    ("MI", (EASTERN,), "231 248 269 313 517 586 616 734 810 947 989"),
    ("MI", (EASTERN, CENTRAL), "906"),
    ("MN", (CENTRAL,), "218 320 507 612 651 763 952"),
    ("MS", (CENTRAL,), "228 601 662 769"),
    ("MO", (CENTRAL,), "235 314 417 557 573 636 660 816 975"),
    ("MT", (MOUNTAIN,), "406"),
    ("NE", (CENTRAL,), "402 531"),
    ("NE", (CENTRAL, MOUNTAIN), "308"),
    ("NV", (PACIFIC,), "702 725"),
    ("NV", (PACIFIC, MOUNTAIN), "775"),
    ("NH", (EASTERN,), "603"),
    ("NJ", (EASTERN,), "201 551 609 640 732 848 856 862 908 973"),
    ("NM", (MOUNTAIN,), "505 575"),
    (
        "NY",
        (EASTERN,),
        "212 315 329 332 347 363 516 518 585 607 631 646 680 716 718 838 845 914 917 929 934",
    ),
    ("NC", (EASTERN,), "252 336 472 704 743 828 910 919 980 984"),
    ("ND", (CENTRAL, MOUNTAIN), "701"),
    ("OH", (EASTERN,), "216 220 234 283 326 330 380 419 440 513 567 614 740 937"),
    ("OK", (CENTRAL,), "405 539 572 580 918"),
    ("OR", (PACIFIC,), "503 971"),
    ("OR", (PACIFIC, MOUNTAIN), "458 541"),
    ("PA", (EASTERN,), "215 223 267 272 412 445 484 570 582 610 717 724 814 835 878"),
    ("RI", (EASTERN,), "401"),
    ("SC", (EASTERN,), "803 821 839 843 854 864"),
    ("SD", (CENTRAL, MOUNTAIN), "605"),
    ("TN", (EASTERN,), "865"),
    ("TN", (CENTRAL,), "615 629 731 901 931"),
    ("TN", (EASTERN, CENTRAL), "423"),
    (
        "TX",
        (CENTRAL,),
        "210 214 254 281 325 346 361 409 430 432 469 512 682 713 726 737 806 817 830 832 903 936 "
        "940 945 956 972 979",
    ),
    ("TX", (MOUNTAIN,), "915"),
    ("UT", (MOUNTAIN,), "385 435 801"),
    ("VT", (EASTERN,), "802"),
    ("VA", (EASTERN,), "276 434 540 571 686 703 757 804 826 948"),
    ("WA", (PACIFIC,), "206 253 360 425 509 564"),
    ("WV", (EASTERN,), "304 681"),
    ("WI", (CENTRAL,), "262 274 353 414 534 608 715 920"),
    ("WY", (MOUNTAIN,), "307"),
    ("PR", (PUERTO_RICO,), "787 939"),
    ("VI", (VIRGIN_ISLANDS,), "340"),
    ("GU", (GUAM,), "671"),
    ("MP", (GUAM,), "670"),
    ("AS", (SAMOA,), "684"),
)

AREA_CODE_ZONES: Final[dict[str, tuple[str, ...]]] = {
    code: zones for _, zones, codes in _ROWS for code in codes.split()
}
"""Area code to every zone in which its numbers are used."""

AREA_CODE_STATE: Final[dict[str, str]] = {
    code: state for state, _, codes in _ROWS for code in codes.split()
}
"""Area code to the two-letter state or territory in which it was issued."""

_TOLL_FREE: Final = "800 822 833 844 855 866 877 880 881 882 888"

TOLL_FREE: Final[frozenset[str]] = frozenset(_TOLL_FREE.split())
"""Codes for which the called party pays; nobody's own telephone."""

_CARIBBEAN: Final = (
    "242 246 264 268 284 345 441 473 649 658 664 721 758 767 784 809 829 849 868 869 876"
)

CARIBBEAN: Final[frozenset[str]] = frozenset(_CARIBBEAN.split())
"""Codes of other countries, dialled like a domestic number and billed like an international one."""
